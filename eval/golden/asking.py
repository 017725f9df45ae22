"""One golden question, asked of the pipeline as its asker would ask it, and what is to be said about that."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.evidence.selector import PASSAGES
from assistant.pipeline import Ask, Assistant
from assistant.schemas.answers import Answer, Stage, StatusEvent
from eval.golden.cases import GoldenCase
from eval.pricing import Prices
from eval.question_sets.figures import Outcome
from eval.question_sets.files import Question
from eval.question_sets.judging import Asked as Judgeable
from eval.question_sets.judging import judge
from eval.runs.record import CaseResult, CitedPassage
from eval.runs.scoring import Asked, Scoring
from eval.statistics.overlap import contains
from eval.temporary_store import TemporaryStore
from eval.variants import Memory, remembering
from knowledge.access import Viewer
from knowledge.errors import LardomError

_ASKER = "evaluation"
_FAILED_AT = {
    Stage.UNDERSTAND: Outcome.RETRIEVAL,
    Stage.RETRIEVE: Outcome.RETRIEVAL,
    Stage.RANK: Outcome.RANKING,
    Stage.WRITE: Outcome.WRITING,
    Stage.VERIFY: Outcome.VERIFICATION,
}


@dataclass(frozen=True, slots=True)
class Spent:
    """What one question took, by the clock and of all processors together."""

    wall_s: float
    cpu_s: float


@dataclass(slots=True)
class GoldenAsker:
    """`assistant` is the pipeline to be measured. `clock` and `cpu_clock` count seconds; what is asked again to tell
    why an answer was withheld is no part of what they measure."""

    assistant: Assistant
    temporary: TemporaryStore
    scoring: Scoring
    prices: Prices
    clock: Callable[[], float]
    cpu_clock: Callable[[], float]
    asked: list[Asked] = field(default_factory=list)
    _memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        self.assistant = remembering(self.assistant, self._memory)

    def ask(self, case: GoldenCase) -> CaseResult:
        """A question that the pipeline fails on is a miss, at the stage it had come to."""
        self._memory.forget()
        wall, cpu = self.clock(), self.cpu_clock()
        reached = Stage.UNDERSTAND
        try:
            ask = self._as_asked(case)
            for event in self.assistant.answer(ask):
                if isinstance(event, StatusEvent):
                    reached = event.stage
        except LardomError as error:
            return self._failure(case, reached, error, Spent(self.clock() - wall, self.cpu_clock() - cpu))
        if not isinstance(event, Answer):
            raise TypeError("The last event of an answer is the Answer.")
        spent = Spent(self.clock() - wall, self.cpu_clock() - cpu)
        asked = self._judged(case, ask, event)
        self.asked.append(asked)
        return self._result(asked, spent)

    def _as_asked(self, case: GoldenCase) -> Ask:
        """With the earlier questions as a conversation keeps them: each made to stand alone."""
        earlier: tuple[str, ...] = ()
        for question in case.earlier:
            earlier = (*earlier, self.assistant.read(question, earlier, None).standalone)
        return Ask(case.question, Viewer(_ASKER, frozenset(case.groups)), earlier=earlier)

    def _judged(self, case: GoldenCase, ask: Ask, answer: Answer) -> Asked:
        refused = tuple(self._memory.refused)
        found, context = self._memory.sources(), self._memory.sources(PASSAGES)
        ranking = tuple(self.temporary.ids[id_] for id_ in self._memory.ranking())
        told = answer
        # What was written and held back for want of support would be again.
        if not answer.sentences and answer.confidence < self.assistant.threshold:
            self._memory.begin()
            *_, last = replace(self.assistant, threshold=0.0).answer(ask)
            told = last if isinstance(last, Answer) else answer
        documents = frozenset(gold.document for gold in case.gold)
        question = Question(case.id, case.question, case.language, documents, case.answers, case.answerable)
        judgeable = Judgeable(question, False, answer, told, ranking, refused, self.assistant.threshold)
        judged = judge(judgeable, self.temporary).judged
        text = " ".join(sentence.text for sentence in answer.sentences)
        unsaid = judged.outcome is Outcome.RIGHT and case.answerable and not contains(text, case.answers)
        return Asked(
            case=case,
            answer=answer,
            judged=judged,
            outcome=Outcome.WRITING if unsaid else judged.outcome,
            ranking=ranking,
            found=tuple(source.passage for source in found),
            context=tuple(source.passage for source in context),
        )

    def _result(self, asked: Asked, spent: Spent) -> CaseResult:
        answer, gold = asked.answer, asked.judged.gold
        cited = [(self.temporary.ids[citation.document_id], citation) for citation in answer.citations]
        return replace(
            self._blank(asked.case, spent),
            status=answer.status,
            confidence=answer.confidence,
            right=asked.judged.right,
            outcome=asked.outcome,
            answer="\n".join(sentence.text for sentence in answer.sentences),
            citations=tuple(CitedPassage(id_, each.title, each.quote, id_ in gold) for id_, each in cited),
            scores=self.scoring.of(asked),
            timings_ms=answer.timings_ms.model_dump(),
            cost_sek=self.prices.of(spent.cpu_s, *self._tokens(answer)),
        )

    def _failure(self, case: GoldenCase, reached: Stage, error: LardomError, spent: Spent) -> CaseResult:
        return replace(
            self._blank(case, spent),
            outcome=_FAILED_AT[reached],
            scores=self.scoring.of_failure(case),
            error=f"{error.code}: {error}",
        )

    def _blank(self, case: GoldenCase, spent: Spent) -> CaseResult:
        slices = {
            "language": case.language,
            "role": case.role.value,
            "topic": case.topic,
            "kind": case.kind.value,
            "difficulty": case.difficulty.value,
        }
        kind = self.scoring.gold.kind_of(case)
        return CaseResult(
            case_id=case.id,
            suite=case.suite.value,
            question=case.question,
            earlier=case.earlier,
            language=case.language,
            slices=slices | ({"document-kind": kind} if kind else {}),
            answerable=case.answerable,
            status=None,
            confidence=0.0,
            right=False,
            outcome=Outcome.RETRIEVAL,
            answer="",
            reference=case.reference,
            citations=(),
            scores={},
            timings_ms={"total": round(spent.wall_s * 1000, 2)},
            cost_sek=self.prices.of(spent.cpu_s),
        )

    def _tokens(self, answer: Answer) -> tuple[int, int]:
        """What a language model read and wrote, as the trace of the answer has it."""
        tokens = self.temporary.store.registry.traces.get(answer.trace_id).get("tokens", {})
        return int(tokens.get("read", 0)), int(tokens.get("written", 0))
