"""What is shown stands in a passage that was found for this question, and says what it says."""

import pytest

from assistant.evidence import Quote
from assistant.verify import Finding, RuleVerifier, Verdict, numbers
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate

TEXT = "En pilot får kosta högst 750 000 kronor och pågå i 12 veckor. Kunddata får inte användas i klass C."


def candidate(passage_id: str = "p", text: str = TEXT) -> Candidate:
    passage = Passage(passage_id, "d", "r", 0, 100, 100 + len(text), text, ("2. Gränser",), language="sv")
    return Candidate(passage, Properties("Policy"), None, dense=0.9, lexical=1.0, coverage=0.5)


def quote(words: str, source: Candidate | None = None) -> Quote:
    source = source or candidate()
    start = 100 + source.passage.text.index(words)
    return Quote(source, start, start + len(words), words)


def verdict(sentence: str, *quotes: Quote, cosine: float = 0.8) -> Verdict:
    def similarity(left: str, right: str) -> float:
        return cosine

    return RuleVerifier(similarity).verify(sentence, quotes, [candidate()])


def test_a_sentence_in_the_source_s_own_words_is_supported_fully() -> None:
    words = "En pilot får kosta högst 750 000 kronor och pågå i 12 veckor."
    assert verdict(words, quote(words)) == Verdict(Finding.SUPPORTED, 1.0)


def test_a_sentence_without_a_quote_is_not_supported() -> None:
    assert verdict("En pilot får kosta högst 750 000 kronor.").finding is Finding.NOT_FOUND


def test_a_quote_from_a_passage_that_was_not_found_for_the_question_does_not_count() -> None:
    words = "Kunddata får inte användas i klass C."
    assert verdict(words, quote(words, candidate("another"))).finding is Finding.NOT_FOUND


def test_a_quote_that_does_not_stand_where_it_says_does_not_count() -> None:
    words = "Kunddata får inte användas i klass C."
    true = quote(words)
    for start, end, text in (
        (true.start - 1, true.end - 1, words),
        (true.start, true.end, words.upper()),
        (0, 5, "En pi"),
    ):
        assert verdict(words, Quote(true.source, start, end, text)).finding is Finding.NOT_FOUND


@pytest.mark.parametrize(
    ("sentence", "finding"),
    [
        ("A pilot may cost at most 750,000 kronor and take 12 weeks.", Finding.SUPPORTED),
        ("A pilot may cost at most 700,000 kronor.", Finding.NOT_FOUND),
        ("En pilot får inte kosta 750 000 kronor.", Finding.CONTRADICTED),
    ],
)
def test_numbers_and_negations_must_agree_however_close_the_meaning(sentence: str, finding: Finding) -> None:
    cited = quote("En pilot får kosta högst 750 000 kronor och pågå i 12 veckor.")
    assert verdict(sentence, cited, cosine=0.93).finding is finding


def test_a_restatement_far_from_its_quote_is_not_supported() -> None:
    cited = quote("En pilot får kosta högst 750 000 kronor")
    assert verdict("The canteen closes early.", cited, cosine=0.79).finding is Finding.NOT_FOUND


def test_the_heading_above_a_quoted_list_is_supported_as_its_introduction() -> None:
    assert verdict("Gränser:", quote("En pilot får kosta")).finding is Finding.SUPPORTED


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("750 000 kronor", {"750000"}),
        ("750\u00a0000 kr, 1,5 % och 2026-11-23.", {"750000", "1.5", "2026", "11", "23"}),
        ("SEK 750,000", {"750000"}),
        ("SEK 1,250,000.50", {"1250000.50"}),
        ("klockan 08.30", {"08.30"}),
        ("inga alls", set()),
    ],
)
def test_a_number_is_the_same_in_swedish_and_english_writing(text: str, found: set[str]) -> None:
    assert numbers(text) == found


def test_a_row_may_be_shown_under_the_head_of_its_own_table_only() -> None:
    table = "System | Svarstid p95 (s)\nLotsen | 6.1\nSvarStöd | 5.2"
    source = candidate(text=table)
    verifier = RuleVerifier(lambda left, right: 0.8)
    row = quote("SvarStöd | 5.2", source)
    shown = verifier.verify("System: SvarStöd; Svarstid p95 (s): 5.2", [row], [source])
    mixed = verifier.verify("System: SvarStöd; Svarstid p95 (s): 6.1", [row], [source])
    assert (shown.finding, mixed.finding) == (Finding.SUPPORTED, Finding.NOT_FOUND)
