"""What is shown stands in a passage that was found for this question, and says what it says."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.evidence.found import Quote
from assistant.evidence.units import units_of
from assistant.verification.findings import Code
from assistant.verify import Finding, RuleVerifier, Verdict
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate
from tests.fixtures.restatements import TOLD

TEXT = "En pilot får kosta högst 750 000 kronor och pågå i 12 veckor. Kunddata får inte användas i klass C."


def candidate(passage_id: str = "p", text: str = TEXT) -> Candidate:
    passage = Passage(passage_id, "d", "r", 0, 100, 100 + len(text), text, ("2. Gränser",), language="sv")
    return Candidate(passage, Properties("Policy"), None, dense=0.9, lexical=1.0, coverage=0.5)


def quote(words: str, source: Candidate | None = None) -> Quote:
    source = source or candidate()
    start = 100 + source.passage.text.index(words)
    return Quote(source, start, start + len(words), words)


def verdict(sentence: str, *quotes: Quote, cosine: float = 0.8) -> Verdict:
    found = [each.source for each in quotes] or [candidate()]
    return RuleVerifier(lambda left, right: cosine).verify(sentence, quotes, found)


def codes(given: Verdict) -> list[Code]:
    return [reason.code for reason in given.reasons]


def test_a_sentence_in_the_source_s_own_words_is_supported_fully() -> None:
    words = "En pilot får kosta högst 750 000 kronor och pågå i 12 veckor."
    given = verdict(words, quote(words))
    assert (given.finding, given.support, codes(given)) == (Finding.SUPPORTED, 1.0, [Code.VERBATIM])


def test_a_sentence_without_a_quote_is_not_supported() -> None:
    assert codes(verdict("En pilot får kosta högst 750 000 kronor.")) == [Code.NO_QUOTE]


def test_a_quote_from_a_passage_that_was_not_found_for_the_question_does_not_count() -> None:
    words = "Kunddata får inte användas i klass C."
    given = RuleVerifier(lambda left, right: 1.0).verify(words, [quote(words, candidate("another"))], [candidate()])
    assert (given.finding, codes(given)) == (Finding.NOT_FOUND, [Code.FOREIGN_PASSAGE])


def test_a_quote_that_does_not_stand_where_it_says_does_not_count() -> None:
    words = "Kunddata får inte användas i klass C."
    true = quote(words)
    for start, end, text in (
        (true.start - 1, true.end - 1, words),
        (true.start, true.end, words.upper()),
        (0, 5, "En pi"),
    ):
        assert codes(verdict(words, Quote(true.source, start, end, text))) == [Code.MOVED_QUOTE]


@pytest.mark.parametrize(
    ("whole", "fragment"),
    [
        ("Personuppgifter får delas endast efter godkännande.", "Personuppgifter får delas"),
        ("Det är inte sant att personuppgifter får delas.", "personuppgifter får delas"),
        ("Det är förbjudet att dela personuppgifter.", "dela personuppgifter"),
        ("Data may be shared only with consent.", "Data may be shared"),
        ("Free trials may be used unless internal data is entered.", "Free trials may be used"),
        ("No employee may approve the purchase alone.", "employee may approve the purchase alone"),
    ],
)
def test_words_cut_so_that_their_meaning_turns_do_not_pass_for_a_quotation(whole: str, fragment: str) -> None:
    source = candidate(text=whole)
    for cited in (quote(whole, source), quote(fragment, source)):
        assert verdict(fragment, cited, cosine=0.95).finding is not Finding.SUPPORTED


def test_what_an_item_names_is_forbidden_where_its_lead_forbids_it() -> None:
    text = "Följande får du inte göra:\n- Lägga in kunddata i öppna tjänster.\n- Använda privata konton."
    source = candidate(text=text)
    cited = quote("Lägga in kunddata i öppna tjänster.", source)
    assert verdict("Du får lägga in kunddata i öppna tjänster.", cited, cosine=0.95).finding is Finding.CONTRADICTED
    assert verdict("Du får inte lägga in kunddata i öppna tjänster.", cited).finding is Finding.SUPPORTED


def test_a_restatement_far_from_its_quote_is_not_supported() -> None:
    cited = quote("En pilot får kosta högst 750 000 kronor")
    assert codes(verdict("The canteen closes early.", cited, cosine=0.79)) == [Code.COVERAGE]


def test_the_heading_above_a_quoted_list_is_supported_as_its_introduction() -> None:
    assert codes(verdict("Gränser:", quote("En pilot får kosta"))) == [Code.HEADING]


def test_a_row_may_be_shown_under_the_head_of_its_own_table_only() -> None:
    source = candidate(text="System | Svarstid p95 (s)\nLotsen | 6.1\nSvarStöd | 5.2")
    row = quote("SvarStöd | 5.2", source)
    assert verdict("System: SvarStöd; Svarstid p95 (s): 5.2", row).finding is Finding.SUPPORTED
    assert verdict("System: SvarStöd; Svarstid p95 (s): 6.1", row).finding is Finding.NOT_FOUND
    assert verdict("SvarStöd har en svarstid på 5,2 sekunder (p95).", row).finding is Finding.SUPPORTED
    assert verdict("SvarStöd har en svarstid på 5,2 minuter (p95).", row).finding is Finding.CONTRADICTED


SOURCES = st.sampled_from([told.source for told in TOLD])


@given(st.lists(SOURCES, min_size=1, max_size=4, unique=True), st.data())
def test_any_unit_of_a_quote_taken_whole_is_supported(sentences: list[str], data: st.DataObject) -> None:
    source = candidate(text="\n\n".join(sentences))
    unit = data.draw(st.sampled_from(units_of(source)))
    cited = Quote(source, unit.start, unit.end, unit.text)
    assert codes(verdict(unit.shown, cited)) == [Code.VERBATIM]


@given(st.sampled_from([t.source for t in TOLD if any(c.isdigit() for c in t.source)]), st.data())
def test_a_sentence_with_another_number_is_never_supported(text: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([index for index, char in enumerate(text) if char.isdigit()]))
    digit = data.draw(st.sampled_from("123456789"))
    changed = text[:at] + digit + text[at + 1 :]
    assume(digit != text[at])
    assert verdict(changed, quote(text, candidate(text=text)), cosine=1.0).finding is not Finding.SUPPORTED


NEGATIONS = (
    (" får ", " får inte "), (" ska ", " ska inte "), (" behöver ", " behöver inte "), (" may ", " may not "),
    (" should ", " should not "), (" are ", " are not "), (" var ", " var inte "), (" is ", " is not "),
    (" inte ", " "), (" may not ", " may "), (" ersätter ", " ersätter aldrig "),
)  # fmt: skip


NEGATED = [
    (told.source, told.source[: found.start()] + after + told.source[found.end() :])
    for told in TOLD
    for before, after in NEGATIONS
    for found in re.finditer(before, told.source)
    # "får inte inte" and "ersätter A utan stärker B" are no sentences.
    if not ("inte" in after and told.source[found.end() :].startswith("inte "))
    if not ("not" in after and told.source[found.end() :].startswith("not "))
    if " utan " not in told.source
]


@given(st.sampled_from(NEGATED), st.floats(0.8, 1.0))
def test_a_sentence_with_a_negation_more_or_less_is_never_supported(pair: tuple[str, str], cosine: float) -> None:
    text, changed = pair
    assert verdict(changed, quote(text, candidate(text=text)), cosine=cosine).finding is not Finding.SUPPORTED
