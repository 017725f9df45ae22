"""A question put to the server that has the data folder open, over HTTP with its local token."""

import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from assistant.commands.output import tell
from assistant.schemas.answers import (
    AS_USER_HEADER,
    GROUPS_HEADER,
    PROBLEM_TYPE_PREFIX,
    Answer,
    AnswerStatus,
    AskRequest,
    Problem,
    Readiness,
    SearchResponse,
)
from assistant.schemas.gaps import GapList, GapState, GapView
from assistant.schemas.ownership import OwnershipReport
from assistant.schemas.person_data import EraseRequest, Holdings, Receipt
from knowledge.access import Viewer
from knowledge.errors import LardomError, Unavailable
from knowledge.running import RunningServer

_CONNECT_TIMEOUT_S = 5.0
_ANSWER_TIMEOUT_S = 180.0
_FIRST_DOCUMENTS_S = 180.0
_POLL_S = 2.0
_EXIT_CODES = {404: 1, 409: 1, 422: 2, 403: 2, 401: 2}


class RemoteProblem(LardomError):
    """What the server answered with, as an error of this side."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title, problem.remedy)
        self.problem_type = problem.type
        self.exit_code = _EXIT_CODES.get(problem.status, 3)  # type: ignore[misc]  # one class for every problem


class Remote:
    def __init__(self, server: RunningServer, viewer: Viewer) -> None:
        headers = {"Authorization": f"Bearer {server.token}", "Accept": "application/json"}
        if not viewer.unrestricted:
            headers |= {AS_USER_HEADER: viewer.user, GROUPS_HEADER: ",".join(sorted(viewer.groups))}
        timeout = httpx.Timeout(_ANSWER_TIMEOUT_S, connect=_CONNECT_TIMEOUT_S)
        # The server is on this machine: a proxy of the environment has no part in it.
        self._http = httpx.Client(base_url=server.url, headers=headers, timeout=timeout, trust_env=False)

    def ask(self, request: AskRequest) -> Answer:
        """The answer; while a fresh server takes its first documents in and has none yet, waits for it."""
        deadline = time.monotonic() + _FIRST_DOCUMENTS_S
        while True:
            answer, problem = self._tried(request)
            if answer is not None and answer.status is not AnswerStatus.ABSTAINED:
                return answer
            if time.monotonic() > deadline or not self._ingesting():
                break
            tell("Documents are being taken in; asking again ...")
            time.sleep(_POLL_S)
        if answer is None:
            raise problem or Unavailable("The server gave no answer.")
        return answer

    def _tried(self, request: AskRequest) -> tuple[Answer | None, RemoteProblem | None]:
        try:
            return Answer.model_validate(self._send("POST", "/v1/ask", json=request.model_dump(mode="json"))), None
        except RemoteProblem as problem:
            if problem.problem_type != PROBLEM_TYPE_PREFIX + "index-empty":
                raise
            return None, problem

    def search(self, question: str, limit: int) -> SearchResponse:
        return SearchResponse.model_validate(self._send("GET", "/v1/search", params={"q": question, "limit": limit}))

    def ownership(self, weeks: int) -> OwnershipReport:
        return OwnershipReport.model_validate(self._send("GET", "/v1/reports/ownership", params={"weeks": weeks}))

    def gaps(self, states: Sequence[GapState]) -> GapList:
        return GapList.model_validate(
            self._send("GET", "/v1/gaps", params={"state": [state.value for state in states]})
        )

    def refresh_gaps(self) -> None:
        self._send("POST", "/v1/gaps/refresh")

    def reask_gap(self, gap_id: str) -> GapView:
        return GapView.model_validate(self._send("POST", f"/v1/gaps/{quote(gap_id, safe='')}/reask"))

    def erase_person(self, request: EraseRequest) -> Receipt:
        """Confirms what is there now: whoever calls has said that it is meant."""
        body = {"identifiers": request.identifiers}
        found = Holdings.model_validate(self._send("POST", "/v1/persons/search", json=body))
        confirmed = request.model_copy(update={"confirm": found.total})
        return Receipt.model_validate(self._send("POST", "/v1/persons/erase", json=confirmed.model_dump(mode="json")))

    def _ingesting(self) -> bool:
        return Readiness.model_validate(self._send("GET", "/ready")).ingesting

    def _send(self, method: str, path: str, **options: Any) -> Any:
        try:
            response = self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise Unavailable("The Lärdom server does not answer.", "Stop it, or wait until it has started.") from error
        if response.is_success:
            return response.json()
        try:
            raise RemoteProblem(Problem.model_validate_json(response.content))
        except ValidationError as error:
            raise Unavailable(f"The server answered {response.status_code}.", "Look in its log.") from error
