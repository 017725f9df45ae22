"""What services that are not the organisation's own are given for an answer, and what they are not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.evidence.found import Found, Quote
from assistant.evidence.selector import Selection
from assistant.llm.protocol import TokenCount
from assistant.schemas.answers import Disclosed, KeptInside
from assistant.understand import Understanding
from assistant.writers.extractive import ExtractiveWriter
from assistant.writers.llm import MAX_PASSAGES
from knowledge.documents import Classification
from knowledge.index.protocol import Candidate
from knowledge.language import detect_language
from knowledge.outside import Outside, Service, impersonal_question
from knowledge.personal_data.policy import Policy
from knowledge.personal_data.redaction import redact


@dataclass(frozen=True, slots=True)
class Given:
    """What the writing model gets of a question and of what was found for it."""

    question: Understanding
    selection: Selection


@dataclass(frozen=True, slots=True)
class Discretion:
    """`services` are outside the organisation; text of the classifications `allowed` may be sent to them."""

    services: tuple[Outside, ...] = ()
    allowed: frozenset[Classification] = frozenset(Classification)

    def for_the_writer(self, question: Understanding, selection: Selection) -> Given | KeptInside:
        """What may be sent to a writing model outside, or why nothing is; all of it where the model is one's own.

        Passages that may not leave are left out where the answer does not rest on them. Where it does, the model would
        write a worse answer from what is left, or deny that there is one.
        """
        if self._of(Service.WRITER) is None:
            return Given(question, selection)
        if not all(map(self._may_leave, _rests_on(question, selection))):
            return KeptInside.CLASSIFICATION
        sources = selection.found.sources[:MAX_PASSAGES]
        if _depends_on_people(question.standalone, sources):
            return KeptInside.PERSONAL_DATA
        return Given(_impersonal(question), self._released(selection))

    def to_the_judge(self, quotes: Sequence[Quote], found: Sequence[Candidate]) -> bool:
        """Whether a judge outside may be given a sentence that was written from `found` and rests on these quotes.

        A writing model of one's own saw all that was found, and may have put any of it in its sentence.
        """
        seen = [quote.source for quote in quotes] if self._of(Service.WRITER) else [*found]
        return all(map(self._may_leave, seen))

    def disclosed(self, *, model_asked: bool, passages: int, judged: bool) -> tuple[Disclosed, ...]:
        """`model_asked` tells that the writing model got the question, `judged` that the judge got a sentence."""
        given = {Service.WRITER: model_asked, Service.JUDGE: judged, Service.EMBEDDING: True}
        return tuple(
            Disclosed(
                service=_NAMES[each.service],
                where=each.where,
                passages=passages if each.service is Service.WRITER else 0,
            )
            for each in self.services
            if given.get(each.service, False)
        )

    def _of(self, service: Service) -> Outside | None:
        return next((each for each in self.services if each.service is service), None)

    def _may_leave(self, source: Candidate) -> bool:
        return source.properties.classification in self.allowed

    def _released(self, selection: Selection) -> Selection:
        ranked = tuple(item for item in selection.found.ranked if self._may_leave(item.candidate))
        units = tuple(item for item in selection.units if self._may_leave(item.unit.source))
        return Selection(Found(ranked), units)


_NAMES: Mapping[Service, Literal["writer", "judge", "embedding"]] = {
    Service.WRITER: "writer",
    Service.JUDGE: "judge",
    Service.EMBEDDING: "embedding",
}


def _rests_on(question: Understanding, selection: Selection) -> Iterable[Candidate]:
    """The passages of an answer in the sources' own words, and the one that was ranked first."""
    yield from selection.found.sources[:1]
    for draft in ExtractiveWriter().write(question, selection, TokenCount()):
        yield from (quote.source for quote in draft.quotes)


def _depends_on_people(question: str, sources: Collection[Candidate]) -> bool:
    """Whether it asks about somebody the passages know: without the name, no model could tell whom."""
    found = redact(question, detect_language(question), Policy()).findings
    asked = {question[each.start : each.end].casefold() for each in found if not each.kind.sensitive}
    texts = [f"{each.passage.text} {each.properties.title} {each.properties.owner}".casefold() for each in sources]
    return any(name in text for name in asked for text in texts)


def _impersonal(question: Understanding) -> Understanding:
    return replace(
        question,
        question=impersonal_question(question.question),
        standalone=impersonal_question(question.standalone),
    )
