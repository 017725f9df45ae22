"""question -> understand -> retrieve -> rank -> write -> verify -> Answer, told as it happens."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from assistant.citing import Citations, nearest_of
from assistant.confidence import Confidence
from assistant.evidence import Draft, Found
from assistant.rank import rank
from assistant.record import Recorder
from assistant.retrieve import Retriever
from assistant.schemas import (
    Answer,
    AnswerStatus,
    CitationEvent,
    Scope,
    Sentence,
    SentenceEvent,
    Stage,
    StatusEvent,
    Timings,
)
from assistant.suggest import follow_ups
from assistant.understand import Understanding, parts_of, understand
from assistant.verify import Finding, Verdict, Verifier
from assistant.writers.protocol import Writer
from assistant.writers.selector import EvidenceSelector, Selection
from knowledge.access import Viewer
from knowledge.errors import IndexEmpty, ModelUnavailable
from knowledge.index.protocol import PassageIndex
from knowledge.language import Language

EVERYTHING = Scope()
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
    writer: str = ""
    model_failed: bool = False

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

    def timings(self) -> Timings:
        stages = {stage.value: round(spent, 2) for stage, spent in self.spent.items()}
        return Timings(**stages, total=round((self.clock() - self.began) * 1000, 2))

    def show(self, draft: Draft, verdict: Verdict, block: int) -> Iterator[Event]:
        """Tell of a sentence and of the citations it is the first to use; what was said already is not repeated."""
        if any(sentence.text == draft.text for sentence in self.sentences):
            return
        indexes, new = self.citations.add(draft.quotes)
        yield from (CitationEvent(index=index, citation=citation) for index, citation in new)
        support = round(verdict.support, 3)
        sentence = Sentence(text=draft.text, citations=indexes, support=support, form=draft.form, block=block)
        self.sentences.append(sentence)
        yield SentenceEvent(index=len(self.sentences) - 1, sentence=sentence)


@dataclass(frozen=True, slots=True)
class Assistant:
    """The answering pipeline. `stand_in` writes when the writer's model fails; `clock` counts seconds."""

    index: PassageIndex
    retriever: Retriever
    selector: EvidenceSelector
    confidence: Confidence
    writer: Writer
    stand_in: Writer
    verifier: Verifier
    recorder: Recorder
    threshold: float
    clock: Callable[[], float]
    today: Callable[[], date]
    new_id: Callable[[], str]

    def answer(self, ask: Ask) -> Iterator[Event]:
        """Events as they happen, the Answer last. Raises `knowledge.errors`; no answer is none of them."""
        run = Run(ask, self.new_id(), Citations(self.today()), self.clock, self.clock())
        yield StatusEvent(stage=Stage.UNDERSTAND)
        with run.timed(Stage.UNDERSTAND):
            question = understand(ask.question, ask.earlier, ask.language)
            questions = parts_of(question)
        yield StatusEvent(stage=Stage.RETRIEVE)
        with run.timed(Stage.RETRIEVE):
            found = [self.find(part.standalone, ask.viewer, ask.scope) for part in questions]
        yield StatusEvent(stage=Stage.RANK)
        with run.timed(Stage.RANK):
            parts = [self._select(*pair) for pair in zip(questions, found, strict=True)]
        if any(part.confidence >= self.threshold for part in parts):
            yield StatusEvent(stage=Stage.WRITE)
        for part in parts:
            yield from self._write(run, part)
        answer = self._conclude(run, question, parts)
        self.recorder.record(ask.viewer, answer, found, run.verdicts)
        yield answer

    def find(self, question: str, viewer: Viewer, scope: Scope) -> Found:
        """The ranked passages; raises IndexEmpty when nothing has been taken in at all."""
        retrieved = self.retriever.retrieve(question, viewer, scope)
        if not retrieved.candidates and self.index.count() == 0:
            raise IndexEmpty("Nothing has been added to Lärdom yet.", "Add documents with `lardom ingest PATH`.")
        return Found(rank(retrieved.candidates))

    def _select(self, question: Understanding, found: Found) -> Part:
        selection = self.selector.select(question, found)
        return Part(question, selection, self.confidence.of(question, selection))

    def _write(self, run: Run, part: Part) -> Iterator[Event]:
        """A model that fails costs its style, not the answer: the sentences it got out stand, else another writes."""
        before = run.supported
        if part.confidence >= self.threshold:
            try:
                yield from self._write_with(self.writer, run, part)
            except ModelUnavailable:
                run.model_failed = True
                if run.supported == before:
                    yield from self._write_with(self.stand_in, run, part)
        if run.supported == before:
            run.missing.append(part)

    def _write_with(self, writer: Writer, run: Run, part: Part) -> Iterator[Event]:
        run.writer = writer.name
        first_block = run.sentences[-1].block + 1 if run.sentences else 0
        drafts = writer.write(part.question, part.selection)
        while True:
            with run.timed(Stage.WRITE):
                draft = next(drafts, None)
            if draft is None:
                return
            with run.timed(Stage.VERIFY):
                verdict = self.verifier.verify(draft.text, draft.quotes, part.selection.found.sources)
            run.verdicts.append(verdict)
            if verdict.finding is Finding.SUPPORTED:
                yield from run.show(draft, verdict, first_block + draft.block)

    def _conclude(self, run: Run, question: Understanding, parts: Sequence[Part]) -> Answer:
        nearest = nearest_of([source for part in run.missing for source in part.selection.found.sources])
        owners = [item.owner for item in (run.citations.all or nearest) if item.owner]
        status = AnswerStatus.ANSWERED if run.sentences else AnswerStatus.ABSTAINED
        if run.sentences and run.missing:
            status = AnswerStatus.PARTIAL
        return Answer(
            status=status,
            language=question.language,
            question=question.question,
            standalone_question=question.standalone,
            sentences=tuple(run.sentences),
            citations=run.citations.all,
            confidence=round(max(part.confidence for part in parts), 4),
            missing=tuple(part.question.question for part in run.missing) if status is AnswerStatus.PARTIAL else (),
            nearest=nearest,
            owner=owners[0] if owners else "",
            follow_ups=follow_ups(question, [source for part in parts for source in part.selection.found.sources]),
            writer=run.writer or self.writer.name,
            notices=("model-unavailable",) if run.model_failed else (),
            timings_ms=run.timings(),
            trace_id=run.trace_id,
            conversation_id=run.ask.conversation_id,
        )
