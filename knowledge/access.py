"""Who may see what. Rights become filters of every query; nothing is fetched first and dropped later."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.documents import EVERYONE, Classification, Kind


class Role(StrEnum):
    """What a person may do; the groups, not the roles, say which documents they see. Everyone is a reader."""

    READER = "reader"  # asks, reads, gives feedback
    CONTRIBUTOR = "contributor"  # hands in documents and lessons
    REVIEWER = "reviewer"  # approves what others hand in, and judges sampled answers
    OWNER = "owner"  # answers for documents, goals, gaps and the decision to scale
    ADMINISTRATOR = "administrator"  # runs the service: rights, retention, erasure
    AUDITOR = "auditor"  # reads the audit log, and changes nothing


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person (or service) a question is asked for. `unrestricted` is the local single-user mode's owner.

    `user` is stable and stands in records; `name` is for the screen.
    """

    user: str
    groups: frozenset[str] = frozenset()
    unrestricted: bool = False
    roles: frozenset[Role] = frozenset({Role.READER})
    name: str = ""

    @property
    def audience(self) -> frozenset[str] | None:
        """The groups whose documents the viewer sees; None for all."""
        return None if self.unrestricted else self.groups | {EVERYONE}


LOCAL_OWNER = Viewer("local", unrestricted=True, roles=frozenset(Role))


@dataclass(frozen=True, slots=True)
class PassageFilter:
    """What a search may look at. Every condition is part of the query to the index.

    None means "no restriction"; an empty set matches nothing. `hidden_revisions` are those whose index entries
    are not in step with the registry (`Registry.snapshot`). `at_any_time` lets in what was superseded, has expired or
    is not valid yet; drafts and archived documents never.
    """

    audience: frozenset[str] | None
    on: date
    hidden_revisions: frozenset[str] = frozenset()
    classifications: frozenset[Classification] | None = None
    kinds: frozenset[Kind] | None = None
    languages: frozenset[str] | None = None
    document_ids: frozenset[str] | None = None
    at_any_time: bool = False
