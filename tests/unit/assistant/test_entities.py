"""A name of the question that stands nowhere about the answer counts against it; a form of the name does not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.units import units_of
from assistant.questions.entities import unmet
from assistant.questions.names import names
from assistant.understand import understand
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate


def candidate(
    text: str, language: str = "sv", *, heading: str = "", title: str = "Policy", owner: str = ""
) -> Candidate:
    section = (heading,) if heading else ()
    passage = Passage("p", "d", "r", 0, 0, len(text), text, section, language=language)
    return Candidate(passage, Properties(title, owner=owner), None, dense=0.9, lexical=1.0, coverage=0.5)


def missing(question: str, source: Candidate, *others: Candidate) -> float:
    """Of the source's last unit."""
    return unmet(understand(question, []), [units_of(source)[-1]], [source, *others])


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("Hur många semesterdagar har jag i Danmark?", "Anställda i Sverige har 25 semesterdagar.", "sv"),
        ("Hur många semesterdagar har jag i danmark?", "Anställda i Sverige har 25 semesterdagar.", "sv"),
        ("HUR MÅNGA SEMESTERDAGAR HAR JAG I DANMARK?", "Anställda i Sverige har 25 semesterdagar.", "sv"),
        ("How many days of leave do I have in Denmark?", "Anställda i Sverige har 25 semesterdagar.", "sv"),
        ("Vad var återbetalningstiden för SvarStöd?", "Återbetalningstiden för FakturaLäs var 14 månader.", "sv"),
        ("What was the budget in 2023?", "The budget in 2025 was SEK 750,000.", "en"),
        ("Does the rule apply to apprentices?", "The rule applies to employees and consultants.", "en"),
        ("Who is the CFO?", "The CIO is Sigrid Haugdal.", "en"),
        ("Vad gäller för klass R4?", "För klass R3 görs granskningen varje kvartal.", "sv"),
        ("Vad betyder ”blå zon”?", "Grön zon betyder att piloten får fortsätta.", "sv"),
    ],
)
def test_a_name_that_the_source_does_not_have_is_unmet(question: str, text: str, language: str) -> None:
    assert missing(question, candidate(text, language)) >= 0.5


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("Vad gäller för Danmarks kontor?", "I Danmark gäller samma regler.", "sv"),
        ("Vad gäller för danska medarbetare?", "I Danmark gäller samma regler.", "sv"),
        ("Vad gäller i Danmark?", "The same rules apply in Denmark.", "en"),
        ("What applies to Swedish customers?", "För kunder i Sverige gäller samma sak.", "sv"),
        ("Hur länge sparas Lotsens frågor?", "Frågor och svar i Lotsen sparas i 90 dagar.", "sv"),
        ("Får konsulterna använda Talvox?", "Consultants may use Talvox.", "en"),
        ("Vad säger AI-policyn?", "Policyn gäller alla.", "sv"),
        ("Vem godkänner inköp?", "Avdelningschefen godkänner inköp.", "sv"),
        ("Vad kostar det 2025?", "Under 2025 kostar det 15 kronor.", "sv"),
        ("Får jag använda chatgpt?", "ChatGPT får inte användas.", "sv"),
        ("Where is Kjaerholm?", "Mads Kjærholm sits in Odense.", "en"),
        ("Who is Malin Oberg?", "Malin Öberg is the director.", "en"),
    ],
)
def test_a_name_in_another_form_or_language_is_met(question: str, text: str, language: str) -> None:
    assert missing(question, candidate(text, language)) < 0.5


def test_a_name_in_the_title_or_heading_is_met() -> None:
    assert missing("Vad gäller i Norge?", candidate("Alla ska gå kursen.", title="Rutiner för Norge")) == 0
    assert missing("Vad gäller i Norge?", candidate("Alla ska gå kursen.", heading="Kontoret i Norge")) == 0


def test_in_a_table_only_the_row_itself_counts() -> None:
    table = candidate("System | Payback\nSvarStöd | 9 months\nFakturaLäs | 14 months", "en")
    assert missing("What was the payback of FakturaLäs?", table) == 0
    assert missing("What was the payback of SvarStöd?", table) == 1


def test_an_acronym_is_met_by_what_a_found_glossary_says_it_means() -> None:
    answer = candidate("Personuppgiftsbiträdesavtalet undertecknas av upphandling.")
    glossary = candidate("DPA | Data processing agreement | Personuppgiftsbiträdesavtal", "en")
    explained = candidate("A personuppgiftsbiträdesavtal (DPA) is a contract.", "en")
    assert missing("Vem undertecknar ett DPA?", answer) > 0.5
    assert missing("Vem undertecknar ett DPA?", answer, glossary) == 0
    assert missing("Vem undertecknar ett DPA?", answer, explained) == 0


def test_the_organisations_own_name_need_not_be_repeated() -> None:
    owners = [candidate("Text.", owner=f"{name} <{name}@granvarde.example>") for name in ("a", "b", "c")]
    assert missing("Vilka semesterregler har Granvarde?", candidate("Alla har 25 dagar."), *owners) == 0


def test_of_two_names_the_rarer_one_weighs_more() -> None:
    source = candidate("Lotsen får användas i Sverige.")
    others = [replace(source, passage=replace(source.passage, id=str(number))) for number in range(9)]
    rare = missing("Får Prognosa användas i Sverige?", candidate("Det är tillåtet i Sverige."), *others)
    common = missing("Får Prognosa användas i Sverige?", candidate("Prognosa får användas."), *others)
    assert 1 > rare > 0.5 > common > 0


def test_the_first_word_of_a_sentence_is_no_name_by_its_capital_alone() -> None:
    assert names("Jag undrar. Lotsen sparar frågor, hur länge?") == ()


def test_a_question_without_names_or_an_answer_without_units_has_nothing_unmet() -> None:
    source = candidate("Alla har 25 dagar.")
    assert missing("Hur många dagar har jag?", source) == 0
    assert unmet(understand("Vad gäller i Danmark?", []), [], [source]) == 0


def test_capitals_tell_nothing_in_a_question_that_is_all_capitals() -> None:
    assert names("HUR MÅNGA DAGAR HAR JAG?") == ()


@given(st.text(max_size=200), st.text(min_size=1, max_size=200))
def test_it_is_a_share_for_any_text(question: str, text: str) -> None:
    source = candidate(text)
    assert 0 <= unmet(understand(question, []), units_of(source), [source]) <= 1
