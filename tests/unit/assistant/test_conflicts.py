"""Two sources contradict each other when they differ in a value and in nothing else; then the higher rank answers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.citing import Citations
from assistant.evidence.conflicts import Dispute, conflicts_among, disputes_of, settled
from assistant.evidence.found import Found
from assistant.evidence.selector import Features, Scored, Selection
from assistant.evidence.units import units_of
from assistant.rank import Ranked
from assistant.schemas.answers import Conflict
from knowledge.documents import Kind, Passage, Properties
from knowledge.index.protocol import Candidate

NOTHING = Features(meaning=0, own=0, context=0, passage=0, asked=0, steps=0, letterhead=0)
TODAY = date(2026, 11, 23)


def source(
    text: str,
    kind: Kind = Kind.POLICY,
    valid_from: date | None = None,
    language: str = "en",
    document: str = "",
) -> Candidate:
    id_ = document or f"{kind}-{text}"
    passage = Passage(f"p-{text}", id_, f"r-{id_}", 0, 0, len(text), text, ("Rules",), language=language)
    properties = Properties("Rules", kind=kind, valid_from=valid_from, language=language)
    return Candidate(passage, properties, None, dense=0.9, lexical=1.0, coverage=0.5)


def selection(*sources: Candidate) -> Selection:
    ranked = tuple(Ranked(item, 1.0 - place) for place, item in enumerate(sources))
    units = [unit for item in sources for unit in units_of(item)]
    return Selection(Found(ranked), tuple(Scored(unit, NOTHING, -float(place)) for place, unit in enumerate(units)))


def disputes(question: str, *sources: Candidate) -> tuple[Dispute, ...]:
    return disputes_of(question, selection(*sources))


def told(question: str, *sources: Candidate) -> tuple[Conflict, ...]:
    return conflicts_among(disputes(question, *sources), Citations(TODAY))


@pytest.mark.parametrize(
    ("question", "one", "other", "difference", "values"),
    [
        (
            "How much may a team manager approve?",
            "A team manager may approve purchases up to SEK 50,000.",
            "Team managers may approve purchases of at most SEK 25,000.",
            "amount",
            ("SEK 50,000", "SEK 25,000"),
        ),
        (
            "Hur länge sparas loggar?",
            "Loggar från assistenten sparas i 90 dagar.",
            "Assistentens loggar sparas i 30 dagar.",
            "deadline",
            ("90 dagar", "30 dagar"),
        ),
        (
            "When must a breach be reported?",
            "A breach must be reported to the service desk within 4 hours.",
            "A breach is reported to the service desk within 24 hours.",
            "deadline",
            ("4 hours", "24 hours"),
        ),
        (
            "Hur många procent krävs för godkänt på provet?",
            "För godkänt på provet krävs minst 80 procent rätta svar.",
            "För godkänt på provet krävs minst 70 % rätta svar.",
            "percentage",
            ("80 procent", "70 %"),
        ),
        (
            "When is the annual report due?",
            "The annual report must be handed in by 31 March.",
            "The annual report must be handed in by 30 April.",
            "date",
            ("31 March", "30 April"),
        ),
        (
            "Får kunddata läggas in i Lotsen?",
            "Kunddata får läggas in i Lotsen.",
            "Kunddata får inte läggas in i Lotsen.",
            "modality",
            ("Kunddata får läggas in i Lotsen.", "Kunddata får inte läggas in i Lotsen."),
        ),
        (
            "Must meetings with customers be recorded?",
            "Meetings with customers must be recorded in Talvox.",
            "Meetings with customers must not be recorded in Talvox.",
            "modality",
            (
                "Meetings with customers must be recorded in Talvox.",
                "Meetings with customers must not be recorded in Talvox.",
            ),
        ),
    ],
)
def test_a_contradiction_is_found_and_both_values_are_told_word_for_word(
    question: str, one: str, other: str, difference: str, values: tuple[str, str]
) -> None:
    language = "sv" if set("åäö") & set(question + one) else "en"
    (conflict,) = told(question, source(one, language=language), source(other, language=language))
    assert (conflict.difference, conflict.values) == (difference, values)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # The same, told in other words.
        ("How long are logs kept?", "Logs are kept for 30 days.", "Logs are kept for one month."),
        ("What may a pilot cost?", "A pilot may cost SEK 750,000 at most.", "A pilot may cost up to 750 tkr."),
        # Another matter.
        ("When must a breach be reported?", "A breach is reported within 4 hours.", "The DPO calls within 24 hours."),
        ("How long are logs kept?", "Logs are kept for 90 days.", "Incident reports are kept for 5 years."),
        # Each for a case of its own.
        (
            "How much may a manager approve?",
            "A manager may approve SEK 25,000 in Sweden and SEK 50,000 in Norway.",
            "A manager may approve SEK 75,000.",
        ),
        (
            "May customer data be entered in tools?",
            "Customer data may be entered in class A tools.",
            "Customer data may not be entered in class C tools.",
        ),
        (
            "How fast are systems repaired?",
            "Systems with service level gold are repaired within two hours.",
            "Systems with service level silver are repaired within eight hours.",
        ),
        (
            "What may a manager approve?",
            "In Norway the manager approves purchases up to NOK 50,000.",
            "In Denmark the manager approves purchases up to NOK 30,000.",
        ),
        # A report of what was.
        ("How long are logs kept?", "Logs are kept for 90 days.", "In the pilot the logs were kept for 14 days."),
        # At least the one and at most the other can both be.
        ("How long are logs kept?", "Logs must be kept for at least 30 days.", "Logs may be kept for at most 90 days."),
        # An exception.
        (
            "May customer data be entered in Lotsen?",
            "Customer data may be entered in Lotsen.",
            "Customer data may not be entered in Lotsen unless the case needs it.",
        ),
        # Beside the question.
        ("Who owns the register?", "Logs are kept for 90 days.", "Logs are kept for 30 days."),
    ],
)
def test_what_does_not_contradict_itself_raises_no_alarm(question: str, one: str, other: str) -> None:
    assert told(question, source(one), source(other)) == ()


def test_one_document_does_not_contradict_itself() -> None:
    one, other = (source(f"Logs of the assistant are kept for {days} days.", document="same") for days in (30, 90))
    assert told("How long are logs of the assistant kept?", one, other) == ()


LONG, SHORT = "Logs of the assistant are kept for 90 days.", "Logs of the assistant are kept for 30 days."
QUESTION = "How long are logs of the assistant kept?"


@pytest.mark.parametrize(
    ("higher", "lower"),
    [(Kind.POLICY, Kind.PLAYBOOK), (Kind.PLAYBOOK, Kind.LESSON), (Kind.LESSON, Kind.REFERENCE)],
)
@pytest.mark.parametrize("found_first", ["higher", "lower"])
def test_policy_ranks_above_playbook_above_lesson_above_reference(higher: Kind, lower: Kind, found_first: str) -> None:
    pair = [source(LONG, higher, date(2020, 1, 1)), source(SHORT, lower, date(2026, 1, 1))]
    (conflict,) = told(QUESTION, *(pair if found_first == "higher" else reversed(pair)))
    assert (conflict.rule, conflict.values) == ("policy-over-playbook-over-lesson", ("90 days", "30 days"))
    assert conflict.preferred == conflict.citations[0]


def test_of_one_kind_the_one_that_came_into_force_later_ranks_higher() -> None:
    (conflict,) = told(QUESTION, source(LONG, valid_from=date(2024, 1, 1)), source(SHORT, valid_from=date(2026, 1, 1)))
    assert (conflict.rule, conflict.values) == ("newer-valid-from", ("30 days", "90 days"))


@pytest.mark.parametrize("dates", [(None, None), (None, date(2026, 1, 1)), (date(2026, 1, 1), date(2026, 1, 1))])
def test_where_nothing_decides_neither_is_preferred(dates: tuple[date | None, date | None]) -> None:
    (conflict,) = told(QUESTION, source(LONG, valid_from=dates[0]), source(SHORT, valid_from=dates[1]))
    assert (conflict.rule, conflict.preferred) == ("none", None)


def test_what_ranks_higher_answers_in_the_place_of_what_ranks_lower() -> None:
    found = selection(source(SHORT, Kind.PLAYBOOK), source("The canteen is open."), source(LONG, Kind.POLICY))

    after = settled(QUESTION, found, disputes_of(QUESTION, found))

    assert [scored.unit.text for scored in after.units] == [LONG, "The canteen is open."]
    assert after.found.ranked[-1].candidate.properties.kind is Kind.PLAYBOOK


def test_what_no_rule_decides_stays_as_it_was_found() -> None:
    found = selection(source(SHORT), source(LONG))
    assert settled(QUESTION, found, disputes_of(QUESTION, found)) == found


@given(st.integers(1, 400), st.integers(1, 400), st.booleans())
def test_two_documents_that_give_the_same_value_never_conflict(one: int, other: int, swedish: bool) -> None:
    said = "Assistentens loggar sparas i {} dagar." if swedish else "Logs of the assistant are kept for {} days."
    language, question = ("sv", "Hur länge sparas assistentens loggar?") if swedish else ("en", QUESTION)
    pair = [
        source(said.format(days), language=language, document=str(place)) for place, days in enumerate((one, other))
    ]
    found = disputes(question, *pair)
    assert not found or one != other
    assert found or max(one, other) <= 1.1 * min(one, other)
