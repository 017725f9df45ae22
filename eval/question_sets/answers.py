"""`lardom eval answers`: are answers right, backed by the right documents, and withheld when there is none?"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.bootstrap import build_assistant
from assistant.pipeline import Ask, Assistant
from assistant.schemas.answers import Answer
from eval.question_sets.figures import Judged, answers_report, compared
from eval.question_sets.files import Question, QuestionSet
from eval.question_sets.judging import Asked, Case, judge
from eval.temporary_store import TemporaryStore, temporary_store
from eval.variants import Memory, Part, reduced, remembering
from knowledge.access import LOCAL_OWNER
from knowledge.settings import Settings

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """`sample` questions of the set, and as many foreign ones, are drawn by `seed`; all of them when it is None.

    With `compare` the whole pipeline is measured, and beside it one without each part of `without` (of all parts when
    it is empty); else the pipeline without all of these.
    """

    without: frozenset[Part] = frozenset()
    compare: bool = False
    sample: int | None = None
    seed: int = 7

    @property
    def measured_without(self) -> frozenset[Part]:
        return frozenset() if self.compare else self.without

    @property
    def compared_parts(self) -> tuple[Part, ...]:
        return tuple(part for part in Part if part in (self.without or Part)) if self.compare else ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every question asked, `reduced` without each compared part. `titles` are those of the set's documents by id."""

    cases: tuple[Case, ...]
    reduced: dict[Part, list[Judged]]
    titles: dict[str, str]
    configuration: dict[str, Any]

    @property
    def judged(self) -> list[Judged]:
        return [case.judged for case in self.cases]

    def report(self, seed: int) -> dict[str, Any]:
        """The report of docs/commands.md. A question that gets no answer is among the scores as zeros."""
        return {
            **answers_report(self.judged, seed),
            **(
                {"compared": compared(self.judged, {part.value: rows for part, rows in self.reduced.items()}, seed)}
                if self.reduced
                else {}
            ),
            "documents": len(self.titles),
            "foreign": sum(case.asked.foreign for case in self.cases),
            "configuration": self.configuration,
        }


def evaluate_answers(
    questions: QuestionSet, foreign: Sequence[Question], settings: Settings, plan: Plan, progress: Progress
) -> Evaluation:
    """`foreign` are questions of another set, which this one's documents do not answer."""
    own = sampled(questions.questions, plan.sample, plan.seed)
    strangers = [_unanswerable(each) for each in sampled(foreign, plan.sample, plan.seed)]
    asked = [*((each, False) for each in own), *((each, True) for each in strangers)]
    total = len(questions.documents)
    with temporary_store(
        questions.documents, settings, lambda done: progress(f"{done} of {total} documents indexed")
    ) as temporary:
        asker = _Asker(build_assistant(temporary.settings, temporary.store), temporary, plan)
        for number, (question, is_foreign) in enumerate(asked, start=1):
            asker.ask(question, is_foreign)
            if number % 100 == 0 or number == len(asked):
                progress(f"{number} of {len(asked)} questions asked")
    return Evaluation(
        cases=tuple(asker.cases),
        reduced=asker.reduced,
        titles={document.id: document.title for document in questions.documents},
        configuration={
            "writer": asker.assistant.writer.name,
            "without": sorted(plan.measured_without),
            "answer_threshold": asker.assistant.threshold,
            "embedding": settings.embedding,
            "passage_tokens": settings.passage_tokens,
            "sample": plan.sample,
            "seed": plan.seed,
        },
    )


def sampled(questions: Sequence[Question], sample: int | None, seed: int) -> Sequence[Question]:
    if sample is None or sample >= len(questions):
        return questions
    return random.Random(seed).sample(questions, sample)


def _unanswerable(question: Question) -> Question:
    return replace(question, id=f"foreign:{question.id}", gold=frozenset(), answers=(), answerable=False)


class _Asker:
    """Asks each question once of the pipeline that is measured, whose times are kept, and then again of its variants,
    which use what was found for it."""

    def __init__(self, assistant: Assistant, temporary: TemporaryStore, plan: Plan) -> None:
        self._memory = Memory()
        self._temporary = temporary
        watched = remembering(assistant, self._memory)
        self.assistant = reduced(watched, plan.measured_without)
        self._variants = {part: reduced(watched, frozenset({part})) for part in plan.compared_parts}
        self.cases: list[Case] = []
        self.reduced: dict[Part, list[Judged]] = {part: [] for part in plan.compared_parts}

    def ask(self, question: Question, foreign: bool) -> None:
        self._memory.forget()
        self.cases.append(self._case(self.assistant, question, foreign))
        for part, variant in self._variants.items():
            self.reduced[part].append(self._case(variant, question, foreign).judged)

    def _case(self, assistant: Assistant, question: Question, foreign: bool) -> Case:
        self._memory.begin()
        answer = told = _answer(assistant, question)
        ranking = tuple(self._temporary.ids[id_] for id_ in self._memory.ranking())
        # What was written and held back for want of support would be again.
        if not answer.sentences and answer.confidence < assistant.threshold:
            told = _answer(replace(assistant, threshold=0.0), question)
        refused = tuple(self._memory.refused)
        return judge(Asked(question, foreign, answer, told, ranking, refused, assistant.threshold), self._temporary)


def _answer(assistant: Assistant, question: Question) -> Answer:
    *_, answer = assistant.answer(Ask(question.text, LOCAL_OWNER))
    if not isinstance(answer, Answer):
        raise TypeError("The last event of an answer is the Answer.")
    return answer
