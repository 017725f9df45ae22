"""Whatever is done to documents, in whatever order: the next search finds exactly those in force.

What is in force is worked out anew in `Model`, in other words than the code's. Documents are published, revised,
replaced, archived, removed, brought back and changed by hand; each one's text is a word of its own.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.revisions import Prepared
from knowledge.access import LOCAL_OWNER, Role, Viewer
from knowledge.documents import Passage, Properties, Revision, RevisionState, Status
from knowledge.errors import LardomError
from knowledge.properties import ChangeAct
from knowledge.registry.documents import Source

Library = Any
TODAY = date(2026, 1, 1)  # the day that the library's search asks for
OWNER = Viewer("olle", roles=frozenset({Role.OWNER}))
KIM = Viewer("kim", roles=frozenset({Role.CONTRIBUTOR}))
NAMES = ("alfa", "beta", "gamma", "delta")
DAYS = st.sampled_from([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])
STEPS = st.one_of(
    st.tuples(
        st.just("publish"), st.sampled_from(NAMES), st.sampled_from((*NAMES, "")), DAYS, st.sampled_from([OWNER, KIM])
    ),
    st.tuples(st.just("remove"), st.sampled_from(NAMES)),
    st.tuples(st.just("restore"), st.sampled_from(NAMES)),
    st.tuples(st.just("status"), st.sampled_from(NAMES), st.sampled_from(["published", "archived"])),
    st.tuples(st.just("valid_from"), st.sampled_from(NAMES), DAYS),
    st.tuples(st.just("valid_until"), st.sampled_from(NAMES), DAYS),
    st.tuples(st.just("decide"), st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans()),
)


@dataclass
class Known:
    """What the model knows of one document. `by_hand` holds over what is published."""

    word: str
    added_by: str
    supersedes: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    by_hand: dict[str, Any] = field(default_factory=dict)
    removed: bool = False

    def value(self, name: str) -> Any:
        return self.by_hand[name] if name in self.by_hand else self.said.get(name)

    @property
    def is_published(self) -> bool:
        return not self.removed and self.value("status") != "archived"


@dataclass
class Model:
    documents: dict[str, Known] = field(default_factory=dict)
    agreed: set[tuple[str, str]] = field(default_factory=set)
    declared_by: dict[tuple[str, str], str] = field(default_factory=dict)

    def found(self) -> set[str]:
        return {known.word for name, known in self.documents.items() if known.is_published and self._holds(name, known)}

    def _holds(self, name: str, known: Known) -> bool:
        begins, ends = known.value("valid_from"), known.value("valid_until")
        if (begins and begins > TODAY) or (ends and ends < TODAY):
            return False
        successors = [
            other
            for key, other in self.documents.items()
            if key != name and other.supersedes == name and other.is_published and self._rightful(key, name)
        ]
        return not any((other.value("valid_from") or date.min) <= TODAY for other in successors)

    def _rightful(self, successor: str, name: str) -> bool:
        own = self.declared_by.get((successor, name)) == self.documents[name].added_by
        return own or (successor, name) in self.agreed


class World:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.writer = library.workshop.writer
        self.register = library.store.registry.documents
        self.model = Model()
        self.ids = {name: str(uuid4()) for name in NAMES}

    def publish(self, name: str, supersedes: str, valid_from: date | None, viewer: Viewer) -> None:
        document_id, revision_id, text = self.ids[name], str(uuid4()), f"Ord {name}."
        supersedes = "" if supersedes == name else supersedes
        properties = Properties(
            name, reference=name, valid_from=valid_from, supersedes=(supersedes,) if supersedes else ()
        )
        known = self.model.documents.get(name)
        before = self.register.get(document_id, LOCAL_OWNER) if known else None
        now, staged = datetime.now(UTC), RevisionState.STAGED
        revision = Revision(revision_id, document_id, revision_id, "text/plain", text, staged, now, viewer.user)
        passage = Passage(str(uuid4()), document_id, revision_id, 0, 0, len(text), text, language="sv")
        source = Source(f"upload:{name}", revision_id, revision_id, "added")
        self.writer.write([Prepared(revision, (passage,), properties, source, before)], viewer)
        if known is None:
            known = self.model.documents[name] = Known(text, viewer.user)
        if known.supersedes != supersedes:
            self.model.declared_by.pop((name, known.supersedes), None)
        known.supersedes, known.said, known.removed = supersedes, {"valid_from": valid_from}, False
        if supersedes:
            self.model.declared_by.setdefault((name, supersedes), viewer.user)
            target = self.model.documents.get(supersedes)
            if target and (viewer is OWNER or target.added_by == viewer.user):
                self.model.agreed.add((name, supersedes))

    def remove(self, name: str) -> None:
        self.writer.remove(self.ids[name], "olle")
        self.model.documents[name].removed = True

    def restore(self, name: str) -> None:
        self.writer.restore(self.ids[name], "olle")
        self.model.documents[name].removed = False

    def set(self, what: str, name: str, value: Any) -> None:
        written = value.isoformat() if isinstance(value, date) else value
        self.writer.change_properties(self.ids[name], {what: written}, OWNER, "", ChangeAct.EDIT)
        self.model.documents[name].by_hand[what] = value

    def decide(self, successor: str, superseded: str, confirmed: bool) -> None:
        self.writer.decide_supersession(self.ids[successor], self.ids[superseded], confirmed, OWNER, "")
        (self.model.agreed.add if confirmed else self.model.agreed.discard)((successor, superseded))

    def take(self, step: tuple[Any, ...]) -> None:
        """What cannot be done (removing what is not there, changing nothing) is refused, and changes nothing."""
        act, *rest = step
        try:
            match act:
                case "publish":
                    self.publish(*rest)
                case "remove":
                    self.remove(*rest)
                case "restore":
                    self.restore(*rest)
                case "decide":
                    self.decide(*rest)
                case _:
                    self.set(act, *rest)
        except LardomError:
            pass


@given(steps=st.lists(STEPS, min_size=3, max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_every_step_the_next_search_finds_exactly_what_is_in_force(
    library: Library, steps: list[tuple[Any, ...]]
) -> None:
    world = World(library)
    every = "ord alfa. beta. gamma. delta."
    try:
        for step in steps:
            world.take(step)
            assert set(library.search(every)) == world.model.found(), step
            assert set(library.search(every, "all")) == world.model.found(), step
    finally:
        for name in world.model.documents:
            if not world.model.documents[name].removed:
                world.writer.remove(world.ids[name], "test")


def test_a_file_that_begins_after_its_end_was_set_by_hand_is_taken_in_and_not_in_force(library: Library) -> None:
    world = World(library)
    world.publish("alfa", "", None, OWNER)
    world.set("valid_until", "alfa", TODAY)
    world.publish("alfa", "", TODAY + timedelta(days=1), OWNER)
    assert library.search("ord alfa.") == []
    document = world.register.get(world.ids["alfa"], LOCAL_OWNER)
    assert (document.properties.status, document.properties.valid_until) == (Status.PUBLISHED, TODAY)
