"""question -> understand -> retrieve -> rank -> write -> verify -> Answer, told as it happens."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.evidence.citing import Citations, nearest_of
from assistant.evidence.confidence import Confidence
from assistant.evidence.conflicts import Dispute, conflicts_among, disputes_of, settled
from assistant.evidence.found import Draft, Found
from assistant.evidence.selector import EvidenceSelector, Selection
from assistant.llm.discretion import Discretion, Given
from assistant.llm.protocol import TokenCount
from assistant.questions.periods import (
    Period,
    Successors,
    as_near,
    asked_about,
    in_period,
    notices_of,
    other_time,
    timeless,
    with_successors,
)
from assistant.questions.privacy import without_numbers
from assistant.questions.rewriting import Reader
from assistant.questions.suggest import follow_ups
from assistant.rank import rank
from assistant.retrieve import Retriever
from assistant.schemas.answers import (
    Answer,
    AnswerStatus,
    CitationEvent,
    KeptInside,
    Notice,
    OtherTime,
    Scope,
    Sentence,
    SentenceEvent,
    Stage,
    StatusEvent,
    Timings,
    Withheld,
)
from assistant.traces.record import AnswerRecord
from assistant.understand import Understanding, parts_of
from assistant.verification.findings import Code
from assistant.verify import Finding, Verdict, Verifier
from assistant.writers.llm import MAX_PASSAGES
from assistant.writers.protocol import Writer
from knowledge.access import Viewer
from knowledge.errors import IndexEmpty, ModelUnavailable
from knowledge.index.protocol import PassageIndex
from knowledge.language import Language

EVERYTHING = Scope()
# Rules of another time come after those in force, and few of them are kept: more has to be looked at to find any.
_OF_ANY_TIME = 200
Event = StatusEvent | CitationEvent | SentenceEvent | Answer


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and whom it is answered for. `earlier` are the conversation's standalone questions, oldest first."""

    question: str
    viewer: Viewer
    scope: Scope = EVERYTHING
    language: Language | None = None
    earlier: tuple[str, ...] = ()
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that were asked at once, with what was found for it and how sure that answers it."""

    question: Understanding
    selection: Selection
    confidence: float
    disputes: tuple[Dispute, ...] = ()


def held_back(verdicts: Sequence[Verdict]) -> tuple[Withheld, ...]:
    """The drafted sentences that were not shown, counted by verdict and first reason, the commonest first."""
    counted = Counter(
        (verdict.finding, verdict.reasons[0].code) for verdict in verdicts if verdict.finding is not Finding.SUPPORTED
    )
    return tuple(Withheld(verdict=of, reason=why, sentences=n) for (of, why), n in counted.most_common())


def _original_language(draft: Draft, verdict: Verdict, language: Language) -> Language | None:
    """That of a source whose own words these are, where it is not the asker's."""
    own_words = any(reason.code in (Code.VERBATIM, Code.HEADING) for reason in verdict.reasons)
    other: Language = "en" if language == "sv" else "sv"
    return other if own_words and all(quote.source.passage.language == other for quote in draft.quotes) else None


@dataclass(slots=True)
class Run:
    """What comes about while one question is answered."""

    ask: Ask
    trace_id: str
    citations: Citations
    clock: Callable[[], float]
    began: float
    spent: dict[Stage, float] = field(default_factory=dict)
    sentences: list[Sentence] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    missing: list[Part] = field(default_factory=list)
    tokens: TokenCount = field(default_factory=TokenCount)
    writer: str = ""
    model_failed: bool = False
    withheld: int = 0
    kept_inside: KeptInside | None = None
    model_asked: bool = False
    passages_given: int = 0

    @property
    def supported(self) -> int:
        return sum(verdict.finding is Finding.SUPPORTED for verdict in self.verdicts)

    @contextmanager
    def timed(self, stage: Stage) -> Iterator[None]:
        start = self.clock()
        try:
            yield
        finally:
            self.spent[stage] = self.spent.get(stage, 0.0) + (self.clock() - start) * 1000

    def notices(self) -> tuple[Notice, ...]:
        """What is to be said about the writer and the judge."""
        notices: dict[Notice, bool] = {
            "model-unavailable": self.model_failed,
            "sentences-withheld": self.withheld > 0,
            "judge-unavailable": any(verdict.judge_failed for verdict in self.verdicts),
        }
        return tuple(notice for notice, given in notices.items() if given)

    def timings(self) -> Timings:
        stages = {stage.value: round(spent, 2) for stage, spent in self.spent.items()}
        return Timings(**stages, total=round((self.clock() - self.began) * 1000, 2))

    def show(self, draft: Draft, verdict: Verdict, block: int, language: Language) -> Iterator[Event]:
        """Tell of a sentence and of the citations it is the first to use; what was said already is not repeated."""
        if any(sentence.text == draft.text for sentence in self.sentences):
            return
        indexes, new = self.citations.add(draft.quotes)
        yield from (CitationEvent(index=index, citation=citation) for index, citation in new)
        support = round(verdict.support, 3)
        sentence = Sentence(
            text=draft.text,
            citations=indexes,
            support=support,
            verdict=verdict.finding,
            reasons=tuple(dict.fromkeys(reason.code for reason in verdict.reasons)),
            form=draft.form,
            block=block,
            original_language=_original_language(draft, verdict, language),
        )
        self.sentences.append(sentence)
        yield SentenceEvent(index=len(self.sentences) - 1, sentence=sentence)


@dataclass(frozen=True, slots=True)
class Assistant:
    """The answering pipeline. `stand_in` writes when the writer's model fails; `clock` counts seconds."""

    read: Reader
    index: PassageIndex
    retriever: Retriever
    selector: EvidenceSelector
    confidence: Confidence
    writer: Writer
    stand_in: Writer
    verifier: Verifier
    recorder: AnswerRecord
    threshold: float
    clock: Callable[[], float]
    today: Callable[[], date]
    new_id: Callable[[], str]
    in_place_of: Successors
    discretion: Discretion = field(default_factory=Discretion)

    def answer(self, ask: Ask) -> Iterator[Event]:
        """Events as they happen, the Answer last. Raises `knowledge.errors`; no answer is none of them."""
        run = Run(ask, self.new_id(), Citations(self.today()), self.clock, self.clock())
        yield StatusEvent(stage=Stage.UNDERSTAND)
        with run.timed(Stage.UNDERSTAND):
            question = self.read(without_numbers(ask.question), ask.earlier, ask.language)
            run.model_asked = question.model_asked
            questions = parts_of(question)
        yield StatusEvent(stage=Stage.RETRIEVE)
        with run.timed(Stage.RETRIEVE):
            found = [self.find(part.standalone, ask.viewer, ask.scope) for part in questions]
        yield StatusEvent(stage=Stage.RANK)
        with run.timed(Stage.RANK):
            parts = [self._settled(self._select(*pair)) for pair in zip(questions, found, strict=True)]
        if any(part.confidence >= self.threshold for part in parts):
            yield StatusEvent(stage=Stage.WRITE)
        for part in parts:
            yield from self._write(run, part)
        answer = self._conclude(run, question, parts)
        self.recorder.record(ask.viewer, answer, found, run.verdicts, run.tokens)
        yield answer

    def find(self, question: str, viewer: Viewer, scope: Scope) -> Found:
        """The ranked passages; raises IndexEmpty when nothing has been taken in at all."""
        asked = asked_about(question, self.today())
        if asked.period is Period.NOW:
            retrieved = self.retriever.retrieve(question, viewer, scope)
        else:
            retrieved = self.retriever.retrieve(asked.matter, viewer, scope, limit=_OF_ANY_TIME, at_any_time=True)
        if not retrieved.candidates and self.index.count() == 0:
            raise IndexEmpty("Nothing has been added to Lärdom yet.", "Add documents with `lardom ingest PATH`.")
        return in_period(rank(retrieved.candidates), asked, self.today())

    def _select(self, question: Understanding, found: Found) -> Part:
        """How sure it is that an old rule answers is how sure it is of the old or of the new: they share the matter."""
        matter = timeless(question, self.today())
        selection = self.selector.select(matter, found)
        confidence = self.confidence.of(matter, selection)
        if found.beside and selection.units and asked_about(question.standalone, self.today()).period is Period.PAST:
            confidence = max(confidence, self._select(question, Found(found.beside)).confidence)
        return Part(question, selection, confidence)

    def _settled(self, part: Part) -> Part:
        """Where sources contradict each other, what ranks higher is to answer."""
        if part.confidence < self.threshold:
            return part
        asked = part.question.standalone
        disputes = disputes_of(asked, part.selection)
        return replace(part, selection=settled(asked, part.selection, disputes), disputes=disputes)

    def _write(self, run: Run, part: Part) -> Iterator[Event]:
        """A model that fails costs its style, not the answer: the sentences it got out stand, else another writes.

        One that says that there is no answer is believed; one whose sentences are all held back is not.
        """
        before, withheld = run.supported, run.withheld
        if part.confidence >= self.threshold:
            # A model that kept one question waiting would keep the next one waiting as long.
            given = self.discretion.for_the_writer(part.question, part.selection)
            if isinstance(given, KeptInside):
                run.kept_inside = given
            elif not run.model_failed:
                yield from self._write_with_model(run, part, given)
            kept_inside = isinstance(given, KeptInside)
            if run.supported == before and (kept_inside or run.model_failed or run.withheld > withheld):
                yield from self._write_with(self.stand_in, run, part.question, part.selection)
        if run.supported == before:
            run.missing.append(part)

    def _write_with_model(self, run: Run, part: Part, given: Given) -> Iterator[Event]:
        run.model_asked = True
        run.passages_given += len(given.selection.found.sources[:MAX_PASSAGES])
        try:
            yield from self._write_with(self.writer, run, given.question, given.selection)
        except ModelUnavailable:
            run.model_failed = True

    def _write_with(self, writer: Writer, run: Run, question: Understanding, selection: Selection) -> Iterator[Event]:
        run.writer = writer.name
        first_block = run.sentences[-1].block + 1 if run.sentences else 0
        drafts = writer.write(question, selection, run.tokens)
        while True:
            with run.timed(Stage.WRITE):
                draft = next(drafts, None)
            if draft is None:
                return
            with run.timed(Stage.VERIFY):
                verdict = self.verifier.verify(draft.text, draft.quotes, selection.found.sources)
            passages = tuple(dict.fromkeys(quote.source.passage.id for quote in draft.quotes))
            run.verdicts.append(replace(verdict, passages=passages))
            if verdict.finding is Finding.SUPPORTED:
                yield from run.show(draft, verdict, first_block + draft.block, question.language)
            elif writer.name != self.stand_in.name:
                run.withheld += 1

    def _conclude(self, run: Run, question: Understanding, parts: Sequence[Part]) -> Answer:
        disputes = [dispute for part in parts if part not in run.missing for dispute in part.disputes]
        conflicts = conflicts_among(disputes, run.citations)
        others = tuple(dict.fromkeys(other for part in parts for other in self._of_other_times(run, part)))
        found = [part.selection.found for part in parts]
        citations = with_successors(run.citations.all, found, self.in_place_of)
        noticed = notices_of(citations, others, asked_about(question.standalone, self.today()))
        nearest = nearest_of([source for part in run.missing for source in part.selection.found.sources])
        owners = [item.owner for item in (nearest or run.citations.all) if item.owner]
        status = AnswerStatus.ANSWERED if run.sentences else AnswerStatus.ABSTAINED
        if run.sentences and run.missing:
            status = AnswerStatus.PARTIAL
        return Answer(
            status=status,
            language=question.language,
            question=" ".join(run.ask.question.split()),
            standalone_question=question.standalone,
            sentences=tuple(run.sentences),
            citations=citations,
            confidence=round(max(part.confidence for part in parts), 4),
            missing=tuple(part.question.question for part in run.missing) if status is AnswerStatus.PARTIAL else (),
            nearest=nearest,
            owner=owners[0] if owners else "",
            follow_ups=follow_ups(question, [source for part in parts for source in part.selection.found.sources]),
            writer=run.writer or self.writer.name,
            conflicts=conflicts,
            withheld=held_back(run.verdicts),
            notices=(*run.notices(), *noticed),
            other_times=others,
            disclosed=self.discretion.disclosed(
                model_asked=run.model_asked,
                passages=run.passages_given,
                judged=any(verdict.judged for verdict in run.verdicts),
            ),
            kept_inside=run.kept_inside,
            timings_ms=run.timings(),
            trace_id=run.trace_id,
            conversation_id=run.ask.conversation_id,
        )

    def _of_other_times(self, run: Run, part: Part) -> tuple[OtherTime, ...]:
        """The document to name that has an answer without being in force: where none is, or coming ones are asked for.

        What is in force has been searched already; only where it says nothing is there a second search.
        """
        asked, found = asked_about(part.question.standalone, self.today()), part.selection.found
        if asked.period is Period.PAST or (asked.period is Period.NOW and part not in run.missing):
            return ()
        if asked.period is Period.NOW:
            with run.timed(Stage.RETRIEVE):
                retrieved = self.retriever.retrieve(
                    asked.matter, run.ask.viewer, run.ask.scope, limit=_OF_ANY_TIME, at_any_time=True
                )
                found = in_period(rank(retrieved.candidates), asked, self.today())
        near = as_near(found.beside, found.ranked)
        if not near:
            return ()
        with run.timed(Stage.RANK):
            other = self._select(part.question, Found(near))
        if other.confidence < self.threshold:
            return ()
        source = other.selection.units[0].unit.source
        return (other_time(source, found, self.today(), self.in_place_of),)
