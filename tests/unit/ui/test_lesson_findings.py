from hypothesis import given
from hypothesis import strategies as st

from assistant.schemas.answers import Kind, PersonalData
from assistant.schemas.lessons import (
    ContradictionView,
    Handling,
    LessonCheckView,
    LessonFields,
    PersonalDataFinding,
    SimilarView,
)
from tests.unit.ui.fake_api import HOSTILE
from ui.lessons import findings as lesson_findings
from ui.texts import load_texts

SV = load_texts("sv")
NUMBER = "640823-3234"


def found(words: str, what: str, suggestion: str, field: str = "what_happened") -> PersonalDataFinding:
    start = words.index(what)
    return PersonalDataFinding(
        field=field,
        start=start,
        end=start + len(what),
        kind=PersonalData.PERSONNUMMER,
        text=what,
        suggestion=suggestion,
        confidence=0.99,
        sensitive=True,
        handling=Handling.ALLOW,
    )


def test_everything_found_is_replaced_whatever_its_length() -> None:
    words = f"Anna ({NUMBER}) ringde Bo."
    findings = (found(words, "Anna", "[namn]"), found(words, NUMBER, "[personnummer]"), found(words, "Bo", "[namn]"))

    assert lesson_findings.redacted(LessonFields(what_happened=words), findings) == {
        "what_happened": "[namn] ([personnummer]) ringde [namn]."
    }


def test_a_text_that_has_changed_since_the_check_is_left_alone() -> None:
    finding = found(f"Anna {NUMBER}", NUMBER, "[personnummer]")

    assert lesson_findings.redacted(LessonFields(what_happened="Något helt annat stod här"), [finding]) == {}


@given(st.lists(st.tuples(st.text("abå ", max_size=5), st.text("xyz", min_size=1, max_size=6)), max_size=6))
def test_redaction_changes_nothing_but_what_was_found(parts: list[tuple[str, str]]) -> None:
    words, findings = "", []
    for before, secret in parts:
        words += before
        findings.append((len(words), secret))
        words += secret
    given_ = [
        found(secret, secret, "[#]").model_copy(update={"start": start, "end": start + len(secret)})
        for start, secret in findings
    ]

    changed = lesson_findings.redacted(LessonFields(what_happened=words), given_)

    assert changed.get("what_happened", "") == "".join(before + "[#]" for before, _ in parts)


def test_a_finding_is_shown_in_its_place_with_what_could_stand_there() -> None:
    words = f"Kunden {NUMBER} klagade."
    drawn = lesson_findings.finding(found(words, NUMBER, "[personnummer]"), LessonFields(what_happened=words), SV)

    assert f"Kunden <mark>{NUMBER}</mark> klagade." in drawn
    assert "Personnummer · Vad hände?" in drawn
    assert "Förslag: [personnummer]" in drawn


def test_the_policys_words_stand_beside_ones_own_and_nothing_is_markup() -> None:
    contradiction = ContradictionView(
        field="lesson",
        start=0,
        end=5,
        quote_mine=f"Gallra efter 6 månader {HOSTILE}",
        document_id="d-policy",
        title=HOSTILE,
        kind=Kind.POLICY,
        quote="Loggar gallras efter 12 månader.",
        url="/v1/documents/d-policy/revisions/r-1/text?start=1&end=5",
        difference="deadline",
        values=("6 månader", "12 månader"),
    )
    similar = SimilarView(
        document_id="d-2", title=HOSTILE, kind=Kind.LESSON, language="sv", owner=HOSTILE, quote=HOSTILE, url="", score=1
    )
    drawn = lesson_findings.contradictions([contradiction], SV) + lesson_findings.similar([similar], SV, to_author=True)

    assert '<strong class="l-value">6 månader</strong>' in drawn
    assert '<strong class="l-value">12 månader</strong>' in drawn
    assert 'href="/document?id=d-policy&amp;revision=r-1&amp;start=1&amp;end=5"' in drawn
    assert "<script" not in drawn
    assert "<img" not in drawn


def test_the_text_under_review_is_marked_where_personal_data_stands() -> None:
    words = f"Kunden {NUMBER} klagade."
    check = LessonCheckView(
        findings=(found(words, NUMBER, "[personnummer]"),),
        blocked=False,
        needs_reason=True,
        similar=(),
        contradictions=(),
        readability=None,
        missing=(),
    )
    marks = lesson_findings.marks_by_field(check, SV)

    drawn = lesson_findings.marked(words, marks["what_happened"])
    assert drawn == f'Kunden <mark title="Personnummer">{NUMBER}</mark> klagade.'
