"""What people are called, by the ids that stand in records: as their own lessons say it, the latest name first."""

from datetime import UTC, datetime

from knowledge.access import KeyScope, Role, Viewer
from knowledge.registry.registry import Registry
from knowledge.submissions import Content


def test_a_name_is_known_from_the_lessons_that_somebody_wrote_or_reviewed(registry: Registry) -> None:
    anna = Viewer("s-anna", name="Anna Ek", roles=frozenset({Role.CONTRIBUTOR}))
    registry.submissions.create(Content(title="Ett"), anna)
    registry.submissions.create(Content(title="Två"), Viewer("s-anna", name="Anna Åberg", roles=anna.roles))
    registry.submissions.create(Content(title="Tre"), Viewer("s-bo", roles=anna.roles))

    assert registry.names.of(["s-anna", "s-bo", "s-nobody", "", "s-anna"]) == {"s-anna": "Anna Åberg"}
    assert registry.names.of([]) == {}


def test_a_key_is_called_what_it_was_made_as(registry: Registry) -> None:
    made, _ = registry.keys.create(
        "Intranätet", frozenset({KeyScope.INGEST}), frozenset(), datetime(2030, 1, 1, tzinfo=UTC)
    )
    assert registry.names.of([made.user, "key:none"]) == {made.user: "Intranätet"}
