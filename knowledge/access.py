"""Who may see what. Rights become filters of every query; nothing is fetched first and dropped later."""

from collections.abc import Iterable
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


class KeyScope(StrEnum):
    """What a service's API key may be used for."""

    ASK = "ask"  # questions, their conversations and feedback
    SEARCH = "search"
    READ = "read"  # documents, their text and pages
    INGEST = "ingest"  # hand in documents, and take out those
    FIGURES = "figures"  # KPIs, return on investment and evaluation runs


@dataclass(frozen=True, slots=True)
class Entitlement:
    """To every document of one of these classifications that names one of these groups as its audience."""

    classifications: frozenset[Classification]
    groups: frozenset[str]

    def covers(self, classification: Classification, audience: Iterable[str]) -> bool:
        return classification in self.classifications and not self.groups.isdisjoint(audience)


@dataclass(frozen=True, slots=True)
class Clearance:
    """The highest classification that each listed group's members may read; EVERYONE's is `internal` unless listed.

    What is above that is still read by a group that is not listed, where the document names it as its audience: that
    is how a confidential document reaches the few it is for.
    """

    highest: tuple[tuple[str, Classification], ...] = ()

    def entitlements(self, groups: frozenset[str]) -> tuple[Entitlement, ...]:
        """What members of these groups may read."""
        listed = {EVERYONE: Classification.INTERNAL, **dict(self.highest)}
        mine = groups | {EVERYONE}
        cleared = max(_LEVELS.index(listed[group]) for group in mine if group in listed)
        levels: dict[frozenset[str], set[Classification]] = {}
        for level, classification in enumerate(_LEVELS):
            open_to = frozenset(group for group in mine if level <= cleared or group not in listed)
            levels.setdefault(open_to, set()).add(classification)
        return tuple(Entitlement(frozenset(known), those) for those, known in levels.items() if those)


_LEVELS = tuple(Classification)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person (or service) a question is asked for. `unrestricted` is the local single-user mode's owner.

    `user` is stable and stands in records; `name` is for the screen. `scopes` are a service's, by its API key; None for
    people.
    """

    user: str
    groups: frozenset[str] = frozenset()
    unrestricted: bool = False
    roles: frozenset[Role] = frozenset({Role.READER})
    name: str = ""
    clearance: Clearance = Clearance()
    scopes: frozenset[KeyScope] | None = None

    @property
    def entitlements(self) -> tuple[Entitlement, ...] | None:
        """What the viewer may read, as conditions of a query: any one of these; None for everything."""
        return None if self.unrestricted else self.clearance.entitlements(self.groups)

    def may_read(self, classification: Classification, audience: Iterable[str]) -> bool:
        """The same, of one document."""
        named = frozenset(audience)
        granted = self.entitlements
        return granted is None or any(entitlement.covers(classification, named) for entitlement in granted)


LOCAL_OWNER = Viewer("local", unrestricted=True, roles=frozenset(Role))


@dataclass(frozen=True, slots=True)
class PassageFilter:
    """What a search may look at. Every condition is part of the query to the index.

    None means "no restriction"; an empty set matches nothing. `entitlements` are the viewer's. `hidden_revisions` are
    those whose index entries are not in step with the registry (`Registry.snapshot`). `at_any_time` lets in what was
    superseded, has expired or is not valid yet; drafts and archived documents never.
    """

    entitlements: tuple[Entitlement, ...] | None
    on: date
    hidden_revisions: frozenset[str] = frozenset()
    classifications: frozenset[Classification] | None = None
    kinds: frozenset[Kind] | None = None
    languages: frozenset[str] | None = None
    document_ids: frozenset[str] | None = None
    at_any_time: bool = False
