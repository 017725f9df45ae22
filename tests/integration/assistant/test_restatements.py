"""The development set of restatements: nothing wrong gets through, and little that is right is held back."""

import pytest

from assistant.bootstrap import Similarities
from assistant.evidence.found import Quote
from assistant.verify import Finding, RuleVerifier, Verdict
from knowledge.documents import Passage, Properties
from knowledge.embeddings import Embedder
from knowledge.index.protocol import Candidate
from knowledge.language import detect_language
from tests.fixtures.restatements import TOLD

FAITHFUL = [(told.source, sentence) for told in TOLD for sentence in told.faithful]
WRONG = [(told.source, *wrong) for told in TOLD for wrong in told.wrong]
LEAST_PASSING = 0.9


@pytest.fixture(scope="module")
def verifier(embedder: Embedder) -> RuleVerifier:
    return RuleVerifier(Similarities(embedder))


def verdict(verifier: RuleVerifier, source: str, sentence: str) -> Verdict:
    passage = Passage("p", "d", "r", 0, 0, len(source), source, language=detect_language(source))
    candidate = Candidate(passage, Properties("Policy"), None, dense=0.9, lexical=1.0, coverage=0.5)
    return verifier.verify(sentence, [Quote(candidate, 0, len(source), source)], [candidate])


@pytest.mark.parametrize(("source", "sentence", "reason"), WRONG)
def test_a_sentence_with_one_thing_wrong_is_held_back_and_told_why(
    verifier: RuleVerifier, source: str, sentence: str, reason: str
) -> None:
    given = verdict(verifier, source, sentence)

    assert given.finding is not Finding.SUPPORTED
    assert reason in [each.code.value for each in given.reasons]


def test_nine_of_ten_faithful_restatements_pass(verifier: RuleVerifier) -> None:
    refused = {sentence: given.reasons for source, sentence in FAITHFUL
               if (given := verdict(verifier, source, sentence)).finding is not Finding.SUPPORTED}  # fmt: skip

    assert len(refused) <= (1 - LEAST_PASSING) * len(FAITHFUL), refused


def test_the_set_is_large_and_in_both_languages() -> None:
    crossing = [s for source, s in FAITHFUL if detect_language(source) != detect_language(s)]

    assert len(FAITHFUL) + len(WRONG) >= 60
    assert len(crossing) >= 15
