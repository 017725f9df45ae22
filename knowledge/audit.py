"""The audit log: who did what and was shown what, under pseudonyms, in a chain that cannot be changed unseen."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge.chain import FIRST, Checked, check, content_of
from knowledge.errors import Refused

SYSTEM = "system"
"""Who acts when the service does so by itself."""
STRANGER = "stranger"
"""Who asks without having shown who they are."""
SERVICE = "key:"
"""Begins who acts with a service's API key: nobody's personal data, so no pseudonym stands for it."""


class Act(StrEnum):
    """What can be done; the part before the dot is what the subject is."""

    ANSWER_SHOW = "answer.show"
    SEARCH_SHOW = "search.show"
    DOCUMENT_READ = "document.read"
    DOCUMENT_UPLOAD = "document.upload"
    ACCESS_REFUSE = "access.refuse"
    SERVER_START = "server.start"
    DOCUMENT_INGEST = "document.ingest"  # a run over sources: how many came to what
    DOCUMENT_PUBLISH = "document.publish"  # a text of it is answered from
    DOCUMENT_REMOVE = "document.remove"
    DOCUMENT_RESTORE = "document.restore"
    DOCUMENT_REPLACE = "document.replace"  # another stands in its place from now on
    DOCUMENT_KEEP = "document.keep"  # what was proposed to stand in its place does not
    DOCUMENT_CHANGE = "document.change"
    INDEX_REBUILD = "index.rebuild"
    KEY_CREATE = "key.create"
    KEY_REVOKE = "key.revoke"
    LESSON_SUBMIT = "lesson.submit"
    LESSON_WITHDRAW = "lesson.withdraw"
    LESSON_DELETE = "lesson.delete"
    LESSON_ASSIGN = "lesson.assign"
    LESSON_RETURN = "lesson.return"
    LESSON_APPROVE = "lesson.approve"
    LESSON_REJECT = "lesson.reject"
    GAP_CHANGE = "gap.change"
    REVIEW_JUDGE = "review.judge"
    REVIEW_REOPEN = "review.reopen"
    DECISION_MAKE = "decision.make"
    DECISION_SIGN = "decision.sign"
    CASE_CHANGE = "case.change"
    BASELINE_ACCEPT = "baseline.accept"
    BACKUP_MAKE = "backup.make"
    BACKUP_RESTORE = "backup.restore"
    RETENTION_RUN = "retention.run"
    PERSON_SEARCH = "person.search"
    PERSON_EXPORT = "person.export"
    PERSON_ERASE = "person.erase"
    REGISTER_EXPORT = "register.export"
    AUDIT_READ = "audit.read"
    AUDIT_EXPORT = "audit.export"
    AUDIT_RESOLVE = "audit.resolve"
    AUDIT_CUT = "audit.cut"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A link of the chain. `body` is canonical JSON of at, act, actor, subject and details.

    `actor` is a pseudonym, SERVICE with a key's id, SYSTEM or STRANGER; `subject` the id of what was acted on.
    """

    number: int
    at: datetime
    act: str
    actor: str
    subject: str
    body: str
    previous: str
    hash: str

    @property
    def details(self) -> dict[str, Any]:
        found = content_of(self.body).get("details")
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Start:
    """Where a log that retention has cut begins, as the entry of the cut says."""

    first: int = 1
    previous: str = FIRST


def start_of(cut: AuditEntry | None) -> Start:
    """`cut` is the latest AUDIT_CUT of the log."""
    if cut is None:
        return Start()
    return Start(int(cut.details.get("first", 1)), str(cut.details.get("previous", FIRST)))


def check_log(entries: Iterable[AuditEntry], start: Start) -> Checked:
    """The log read anew, oldest first."""
    return check(entries, _agrees, start.first, start.previous)


def _agrees(entry: AuditEntry, content: dict[str, Any]) -> bool:
    beside = {"at": written(entry.at), "act": entry.act, "actor": entry.actor, "subject": entry.subject}
    return beside == {name: content.get(name) for name in beside}


def as_line(entry: AuditEntry) -> str:
    """One line of JSON, from which `of_line` makes the entry again."""
    kept = {"number": entry.number, "body": entry.body, "previous": entry.previous, "hash": entry.hash}
    return json.dumps(kept, ensure_ascii=False)


def of_line(line: str) -> AuditEntry:
    """Raises Refused for what is no line of an export."""
    try:
        kept = json.loads(line)
        body = str(kept["body"])
        said = content_of(body)
        at = datetime.fromisoformat(said["at"])
        named = (str(said["act"]), str(said["actor"]), str(said["subject"]))
        return AuditEntry(int(kept["number"]), at, *named, body, str(kept["previous"]), str(kept["hash"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("This is no line of an exported audit log.", "Name a file of `lardom audit export`.") from error


def written(moment: datetime) -> str:
    """As the log writes it: UTC, to the millisecond."""
    return moment.isoformat(timespec="milliseconds")
