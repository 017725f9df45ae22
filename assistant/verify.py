"""The last look before a sentence is shown: does it say what its quotes say, and were those found for this asker?"""

from collections.abc import Sequence
from typing import Protocol

from assistant.evidence.found import Quote
from assistant.evidence.units import Unit
from assistant.verification import claims
from assistant.verification.coverage import Similarity, covered
from assistant.verification.evidence import Evidence, evidence_of, units_under
from assistant.verification.findings import CONTRADICTING, Reason, refused, supported
from assistant.verification.findings import Code as Code
from assistant.verification.findings import Finding as Finding
from assistant.verification.findings import Verdict as Verdict
from knowledge.index.protocol import Candidate
from knowledge.language import detect_language

_RELATED = 0.25


class Verifier(Protocol):
    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        """Judge a sentence by its quotes; `found` are the passages of this question under the asker's rights."""


class RuleVerifier:
    """Whole units of the source pass as they stand. A restated sentence, or one cut from a unit, must agree with the
    evidence in amounts, dates, names, negation, modality and conditions, and be covered by it for the rest.

    `similarity` is asked only where words do not tell: 20 ms for each text that it has not seen.
    """

    def __init__(self, similarity: Similarity) -> None:
        self._similarity = similarity

    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        misplaced = _misplaced(quotes, found)
        if misplaced is not None:
            return refused((misplaced,))
        units = units_under(quotes)
        if _is_verbatim(sentence, quotes, units):
            return supported(Code.VERBATIM)
        if _is_heading(sentence, quotes, units):
            return supported(Code.HEADING)
        return self._restated(sentence, evidence_of(quotes, units))

    def _restated(self, sentence: str, evidence: Evidence) -> Verdict:
        language = detect_language(sentence, evidence.language)
        own = claims.restated_from(sentence, evidence)
        failed = (
            *claims.failed_amounts(sentence, own),
            *claims.failed_dates(sentence, own),
            *claims.failed_names(sentence, evidence),
            *claims.failed_directions(sentence, evidence),
            *claims.failed_stances(sentence, language, evidence, self._similarity),
        )
        said = covered(sentence, language, evidence, self._similarity)
        if not failed:
            return said
        if said.finding is Finding.SUPPORTED:
            return refused(failed)
        # A sentence about another matter contradicts nothing.
        told = tuple(reason for reason in failed if reason.code not in CONTRADICTING or said.support >= _RELATED)
        return Verdict(Finding.NOT_FOUND, 0.0, (*told, *said.reasons))


def _misplaced(quotes: Sequence[Quote], found: Sequence[Candidate]) -> Reason | None:
    """What is wrong with the quotes themselves."""
    if not quotes:
        return Reason(Code.NO_QUOTE)
    passages = {source.passage.id: source.passage for source in found}
    for quote in quotes:
        passage = passages.get(quote.source.passage.id)
        if passage is None:
            return Reason(Code.FOREIGN_PASSAGE)
        inside = passage.start <= quote.start < quote.end <= passage.end
        if not inside or passage.text[quote.start - passage.start : quote.end - passage.start] != quote.text:
            return Reason(Code.MOVED_QUOTE)
    return None


def _is_verbatim(sentence: str, quotes: Sequence[Quote], units: Sequence[Unit]) -> bool:
    """Whether the sentence is one whole unit of a quote, or several in a row; part of one may mean the opposite."""
    wanted = _plain(sentence)
    whole = [u for u in units if any(q.start <= u.start and u.end <= q.end and q.source == u.source for q in quotes)]
    if any(wanted in {_plain(unit.text), _plain(unit.shown), _plain(unit.unmarked)} for unit in whole):
        return True
    starts = [at for at, unit in enumerate(whole) if wanted.startswith(_plain(unit.text))]
    return any(
        wanted == _plain(" ".join(u.text for u in whole[at:end])) for at in starts for end in range(at, len(whole) + 1)
    )


def _is_heading(sentence: str, quotes: Sequence[Quote], units: Sequence[Unit]) -> bool:
    """Whether the sentence is the heading or the lead that a quote stands under, with a colon."""
    if not sentence.endswith(":"):
        return False
    heading = _plain(sentence).removesuffix(":")
    above = [part for quote in quotes for part in (*quote.source.passage.section, quote.source.properties.title)]
    above += [unit.lead for unit in units]
    return any(_plain(part).rstrip(":").endswith(heading) for part in above)


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
