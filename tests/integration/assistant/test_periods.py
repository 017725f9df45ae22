"""What is no longer in force, or not yet, in answers of the whole pipeline."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.bootstrap import build_assistant
from assistant.pipeline import Ask, Assistant
from assistant.schemas.answers import Answer, AnswerStatus, Standing
from knowledge.access import LOCAL_OWNER, Role, Viewer
from knowledge.documents import Properties, Status
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.integration.assistant.conftest import TODAY, Library

OLD = Properties("Travel rules (2024)", owner="HR, Anna Berg", reference="T-1", valid_from=date(2024, 1, 1))
NEW = Properties(
    "Travel rules", owner="HR, Anna Berg", reference="T-2", valid_from=date(2026, 3, 1), supersedes=("T-1",)
)
HOTEL = "A hotel room may cost at most SEK {} a night in Sweden."
OTHER = ("Fire drills", "The fire drill takes place every spring, and everybody leaves the building.")


@pytest.fixture
def assistant(settings: Settings, store: KnowledgeStore) -> Assistant:
    return replace(build_assistant(settings, store), today=lambda: TODAY)


def in_step(library: Library) -> None:
    """What a worker does: bring the index to what the registry knows of superseded documents."""
    register = library.store.registry.documents
    for document in register.out_of_step():
        library.store.index.set_properties(document.id, document.properties, document.superseded_from)
        register.mark_in_step(document)


def answer(assistant: Assistant, question: str, viewer: Viewer = LOCAL_OWNER) -> Answer:
    *_, given = assistant.answer(Ask(question, viewer))
    assert isinstance(given, Answer)
    return given


def quotes(given: Answer) -> str:
    return " ".join(citation.quote for citation in given.citations)


def test_a_superseded_rule_is_cited_only_when_it_is_asked_for_and_says_what_replaced_it(
    assistant: Assistant, library: Library
) -> None:
    library.add(OLD, [("Hotels", HOTEL.format("900"))])
    library.add(NEW, [("Hotels", HOTEL.format("1,500"))])
    in_step(library)

    now = answer(assistant, "What may a hotel room cost?")
    then = answer(assistant, "What did the old policy say about the cost of a hotel room?")

    assert "1,500" in quotes(now)
    assert "900" not in quotes(now)
    assert (now.notices, now.other_times) == ((), ())
    assert "900" in quotes(then)
    assert "1,500" not in quotes(then)
    assert "superseded-asked" in then.notices
    (cited,) = then.citations
    assert (cited.superseded, cited.ended, cited.replaced_by) == (True, date(2026, 3, 1), "Travel rules")


def test_what_nobody_has_confirmed_is_not_said_to_have_replaced_a_rule(assistant: Assistant, library: Library) -> None:
    library.add(OLD, [("Hotels", HOTEL.format("900"))])
    kim = Viewer("kim", roles=frozenset({Role.CONTRIBUTOR}))
    library.add(Properties("Kim's memo", supersedes=("T-1",)), [("Hotels", HOTEL.format("9,000"))], by=kim)
    library.add(NEW, [("Hotels", HOTEL.format("1,500"))])
    in_step(library)

    then = answer(assistant, "What did the old policy say about the cost of a hotel room?")

    assert {cited.replaced_by for cited in then.citations if cited.superseded} == {"Travel rules"}


def test_where_only_an_expired_rule_has_the_answer_it_is_named_and_not_quoted(
    assistant: Assistant, library: Library
) -> None:
    library.add(replace(OLD, valid_until=date(2026, 6, 30)), [("Hotels", HOTEL.format("900"))])
    library.add(Properties("Fire safety"), [OTHER])

    given = answer(assistant, "What may a hotel room cost?")

    assert given.status is AnswerStatus.ABSTAINED
    assert given.notices == ("no-longer-applies",)
    (other,) = given.other_times
    assert (other.title, other.owner, other.standing) == ("Travel rules (2024)", "HR, Anna Berg", Standing.EXPIRED)
    assert other.day == date(2026, 7, 1)
    # Their ids are random, and may have any three digits.
    assert "900" not in given.model_dump_json(exclude={"trace_id", "citations", "other_times", "nearest"})
    assert "900" not in quotes(given)
    assert "900" not in other.title


def test_who_may_not_see_an_old_rule_is_not_told_that_there_was_one(assistant: Assistant, library: Library) -> None:
    library.add(replace(OLD, valid_until=date(2026, 6, 30), audience=("hr",)), [("Hotels", HOTEL.format("900"))])
    library.add(Properties("Fire safety"), [OTHER])

    given = answer(assistant, "What may a hotel room cost?", Viewer("bo", frozenset({"it"})))
    asked = answer(assistant, "What did the old policy say about hotel rooms?", Viewer("bo", frozenset({"it"})))

    assert (given.notices, given.other_times) == ((), ())
    assert "Travel" not in asked.model_dump_json()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
def test_drafts_and_archived_documents_are_never_found_whatever_is_asked(
    assistant: Assistant, library: Library, status: Status
) -> None:
    library.add(replace(OLD, status=status), [("Hotels", HOTEL.format("900"))])
    library.add(Properties("Fire safety"), [OTHER])

    for question in ("What may a hotel room cost?", "What did the old policy say about hotel rooms?"):
        given = answer(assistant, question)
        assert "900" not in quotes(given)
        assert given.other_times == ()


def test_a_rule_to_come_is_not_used_but_named_with_its_day_when_the_future_is_asked_about(
    assistant: Assistant, library: Library
) -> None:
    library.add(replace(OLD, valid_from=date(2027, 1, 1)), [("Hotels", HOTEL.format("900"))])
    library.add(Properties("Fire safety"), [OTHER])

    given = answer(assistant, "What may a hotel room cost from 2027?")

    assert "900" not in quotes(given)
    assert "coming" in given.notices
    (other,) = given.other_times
    assert (other.standing, other.day) == (Standing.COMING, date(2027, 1, 1))


def test_an_answer_that_rests_on_a_document_past_its_review_is_marked(assistant: Assistant, library: Library) -> None:
    library.add(replace(NEW, review_by=date(2026, 6, 30)), [("Hotels", HOTEL.format("1,500"))])

    (cited,) = answer(assistant, "What may a hotel room cost?").citations

    assert cited.review_overdue
