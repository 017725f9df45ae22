"""Is the judge to be believed? It is put to statements that people have labelled, twice, before it judges anything.

Agreement beyond chance: Cohen, "A coefficient of agreement for nominal scales" (1960).
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.judge.verdicts import Judge, Judgement, JudgeSample, attempt
from knowledge.errors import Refused

CALIBRATION_SET = Path(__file__).parents[1] / "datasets" / "judge_calibration.jsonl"
LEAST_SELF_AGREEMENT = 0.9
_AT_ONCE = 8
# All of what is said must follow; half of it is what a judge gives a sentence that is half invented.
_ACCEPTED = 0.999


class Label(StrEnum):
    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


class LabelledStatement(BaseModel):
    """Whether `passage` says what `statement` says, by people. `language` is that of the statement."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    language: Literal["sv", "en"]
    question: str = Field(min_length=1)
    statement: str = Field(min_length=1)
    passage: str = Field(min_length=1)
    label: Label


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of both rounds together. A statement that the judge came to nothing on counts as judged wrongly.

    `false_accepts` are the statements that do not follow and were accepted, as a share of these, `false_rejects` those
    that follow and were not; both for "all" and by language. `self_agreement` is the share judged alike twice.
    """

    statements: int
    failed: int
    agreement: float
    kappa: float
    false_accepts: Mapping[str, float]
    false_rejects: Mapping[str, float]
    self_agreement: float

    def refusal(self, least_kappa: float) -> str:
        """Why the judge is not to be asked; "" when it may be."""
        if self.kappa < least_kappa:
            return (
                f"The judge agrees with people too little: kappa {self.kappa:.2f}, at least {least_kappa:.2f} is set "
                f"(eval_judge_least_kappa). It accepted {self.false_accepts['all']:.0%} of what does not follow, "
                f"rejected {self.false_rejects['all']:.0%} of what does, and came to nothing on {self.failed} of "
                f"{2 * self.statements}."
            )
        if self.self_agreement < LEAST_SELF_AGREEMENT:
            return (
                f"The judge contradicts itself: asked twice, it judged {self.self_agreement:.0%} of the statements "
                f"alike, and at least {LEAST_SELF_AGREEMENT:.0%} is wanted."
            )
        return ""


def read_calibration_set(path: Path = CALIBRATION_SET) -> tuple[LabelledStatement, ...]:
    """Raises Refused, naming file and line."""
    statements = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            statements.append(LabelledStatement.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            raise Refused(f"{path}, line {number}: {first['msg']}.", "Correct the line.") from error
    return tuple(statements)


async def verdicts(judge: Judge, statements: Sequence[LabelledStatement]) -> list[bool | None]:
    """Whether each is accepted; None where the judge came to nothing."""
    room = asyncio.Semaphore(_AT_ONCE)
    samples = [JudgeSample(each.question, each.statement, (each.passage,)) for each in statements]
    scores = await asyncio.gather(*(attempt(judge, Judgement.FAITHFULNESS, each, room) for each in samples))
    return [None if score is None else score >= _ACCEPTED for score in scores]


def calibration(
    statements: Sequence[LabelledStatement], first: Sequence[bool | None], second: Sequence[bool | None]
) -> Calibration:
    rounds = [*zip(statements, first, strict=True), *zip(statements, second, strict=True)]
    truths = [each.label is Label.SUPPORTED for each, _ in rounds]
    said = [(not truth) if verdict is None else verdict for truth, (_, verdict) in zip(truths, rounds, strict=True)]
    languages = [each.language for each, _ in rounds]
    return Calibration(
        statements=len(statements),
        failed=sum(verdict is None for _, verdict in rounds),
        agreement=_share([truth is verdict for truth, verdict in zip(truths, said, strict=True)]),
        kappa=kappa(truths, said),
        false_accepts=_by_language(languages, truths, said, truth=False),
        false_rejects=_by_language(languages, truths, said, truth=True),
        self_agreement=_share([one is not None and one is other for one, other in zip(first, second, strict=True)]),
    )


def kappa(one: Sequence[bool], other: Sequence[bool]) -> float:
    """How far two agree beyond what their habits would bring about by chance: 1 for always, 0 for no further."""
    observed = _share([mine is its for mine, its in zip(one, other, strict=True)])
    mine, its = _share(one), _share(other)
    by_chance = mine * its + (1 - mine) * (1 - its)
    return 1.0 if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def _by_language(
    languages: Sequence[str], truths: Sequence[bool], said: Sequence[bool], *, truth: bool
) -> dict[str, float]:
    """The share judged wrongly among those that are `truth`."""
    rows = [row for row in zip(languages, truths, said, strict=True) if row[1] is truth]
    return {
        name: _share([verdict is not truth for language, _, verdict in rows if name in ("all", language)])
        for name in ("all", *sorted(set(languages)))
    }


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 6) if flags else 0.0
