"""What is attacked: the server's own application, with its gate, over a knowledge base of its own."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.testclient import TestClient

from assistant.api.app import build_app
from assistant.api.identity import Identification, LocalTokens
from assistant.api.security import Gate
from assistant.bootstrap import build_assistant
from assistant.schemas.answers import AS_USER_HEADER, GROUPS_HEADER
from assistant.serving.server import build_services
from eval.red_team.attacks import Attack, How
from eval.runs.run import PILOT_TODAY
from eval.temporary_store import TemporaryStore
from knowledge.access import LOCAL_OWNER

_OWNER = "alma"
_HOST = "testserver"
_TOKENS = LocalTokens("owner-of-the-red-team-server", "chat-of-the-red-team-server")
_PLACE = re.compile(r"\{(document|revision|passage):([^}]+)\}|\{conversation\}")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `body` is its JSON, or {} where it is none; `sent` are the asker's own words, ids included."""

    status: int
    body: Mapping[str, Any]
    milliseconds: float
    sent: str = ""


class Target:
    def __init__(self, made: TemporaryStore, owner_groups: tuple[str, ...]) -> None:
        """`owner_groups` are those of a colleague who may see everything, and whose conversations are not the
        attacker's."""
        services = build_services(made.settings, made.store)
        assistant = build_assistant(made.settings, made.store, lambda: PILOT_TODAY)
        services = replace(services, assistant=assistant, today=lambda: PILOT_TODAY)
        gate = Gate(frozenset({_HOST}), Identification(_TOKENS))
        self._http = TestClient(build_app(services, gate), raise_server_exceptions=False)
        self._made = made
        self._ids = {reference: id_ for id_, reference in made.ids.items()}
        self._owner = _headers(_OWNER, owner_groups)
        self._foreign = ""

    def try_out(self, attack: Attack) -> Reply:
        # A person of its own each, so that nobody is shown the questions of an attack before.
        headers = _headers(f"mallory-{attack.id}", attack.groups)
        if attack.primed:
            self._ask(attack.sent, self._owner)
        if attack.how is How.SEARCH:
            return self._timed("GET", "/v1/search", headers, params={"q": attack.sent})
        if attack.how is How.OPEN:
            path = _PLACE.sub(self._id_of, attack.sent)
            return replace(self._timed("GET", path, headers), sent=path)
        conversation = self._foreign_conversation() if attack.conversation else None
        for question in attack.earlier:
            answer = self._ask(question, headers, conversation_id=conversation, remember=True)
            conversation = answer.body.get("conversation_id", conversation)
        scope = {"document_ids": [self._ids.get(reference, reference) for reference in attack.scope]}
        remember = conversation is not None
        return self._ask(attack.sent, headers, conversation_id=conversation, scope=scope, remember=remember)

    def _ask(self, question: str, headers: dict[str, str], *, remember: bool = False, **more: Any) -> Reply:
        body = {"question": question, "stream": False, "remember": remember, **more}
        return self._timed("POST", "/v1/ask", headers, json=body)

    def _timed(self, method: str, path: str, headers: dict[str, str], **sent: Any) -> Reply:
        began = time.perf_counter()
        answer = self._http.request(method, path, headers=headers, **sent)
        spent = (time.perf_counter() - began) * 1000
        is_json = "json" in answer.headers.get("content-type", "")
        body = answer.json() if is_json else {"text": answer.text} if answer.content else {}
        return Reply(answer.status_code, body if isinstance(body, dict) else {"list": body}, round(spent, 1))

    def _id_of(self, match: re.Match[str]) -> str:
        what, reference = match.groups()
        if what is None:
            return self._foreign_conversation()
        document = self._made.store.registry.documents.get(self._ids[reference], LOCAL_OWNER)
        if what == "document":
            return document.id
        revision_id = document.revision_id or ""
        return revision_id if what == "revision" else self._made.store.registry.documents.passages(revision_id)[0].id

    def _foreign_conversation(self) -> str:
        """Held once, by the colleague."""
        if not self._foreign:
            question = "What is the conclusion of the legal assessment on ranking job applicants?"
            self._foreign = str(self._ask(question, self._owner, remember=True).body["conversation_id"])
        return self._foreign


def _headers(user: str, groups: tuple[str, ...]) -> dict[str, str]:
    return {"Authorization": f"Bearer {_TOKENS.owner}", AS_USER_HEADER: user, GROUPS_HEADER: ",".join(groups)}
