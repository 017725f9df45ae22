"""The golden set: questions with the answer an examiner expects and the quotes that prove it, one object a line."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.errors import Refused

GOLDEN_SET = Path(__file__).parents[1] / "datasets" / "golden.jsonl"
_REMEDY = "Correct the line; docs/evaluation.md gives the fields, and `lardom eval lint` checks the whole file."


class Suite(StrEnum):
    """What asks the question; retrieval and evidence are measured on the cases of both."""

    ANSWER = "answer"
    CONVERSATION = "conversation"


class Asker(StrEnum):
    """Who would ask this at work."""

    EMPLOYEE = "employee"
    PROJECT_LEAD = "project-lead"
    TEAM = "team"  # one with experience to share
    OWNER = "owner"  # of a policy: legal, data protection, security
    STEERING = "steering"


class CaseKind(StrEnum):
    FACT = "fact"
    AMOUNT = "amount"
    PROCEDURE = "procedure"
    TABLE = "table"
    COMPARISON = "comparison"
    CONFLICT = "conflict"
    SUPERSEDED = "superseded"
    FOLLOW_UP = "follow-up"
    CROSS_LANGUAGE = "cross-language"
    TYPO = "typo"
    NEAR_MISS = "near-miss"  # close to what the documents say, and not said by them
    OUT_OF_SCOPE = "out-of-scope"
    INJECTION = "injection"
    FORBIDDEN = "forbidden"  # the asker may not see the document that answers it


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Gold(_Row):
    """A passage that answers, by words rather than by id, so that it survives chunking anew.

    `document` is the document's reference ("GV-POL-004"); `quote` stands word for word in its kept text.
    """

    document: str = Field(min_length=1)
    quote: str = Field(min_length=1)


class Case(_Row):
    """`earlier` are the conversation's questions before this one, oldest first; `groups` are the asker's.

    `reference` is a full answer and `answers` short forms of which one must stand in a right answer; both are empty,
    as `gold` is, when the question cannot be answered by what the asker may see. Each of `gold` backs the reference;
    a document that answers just as well, such as a translation, is among them.
    """

    id: str = Field(min_length=1)
    suite: Suite = Suite.ANSWER
    question: str = Field(min_length=1)
    earlier: tuple[str, ...] = ()
    language: Literal["sv", "en"]
    answerable: bool
    reference: str = ""
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    topic: str = Field(min_length=1)
    role: Asker
    kind: CaseKind
    difficulty: Difficulty
    groups: tuple[str, ...] = ()
    note: str = ""


class GoldenCase(Case):
    """A case that someone answers for: `author` wrote it and it was last read beside its documents on `reviewed`."""

    author: str = Field(min_length=1)
    reviewed: date

    @model_validator(mode="after")
    def _expects_an_answer_or_none(self) -> Self:
        expected = {"reference": self.reference, "answers": self.answers, "gold": self.gold}
        odd = [name for name, value in expected.items() if bool(value) is not self.answerable]
        if odd:
            raise ValueError(
                f"answerable is {str(self.answerable).lower()}, so {', '.join(odd)} must "
                f"{'be given' if self.answerable else 'be left out'}"
            )
        if bool(self.earlier) is not (self.suite is Suite.CONVERSATION):
            raise ValueError("the suite is conversation when, and only when, there are earlier questions")
        return self


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, counted from 1: a case, or what is wrong with it."""

    number: int
    case: GoldenCase | None
    fault: str = ""


def read_golden(path: Path = GOLDEN_SET) -> tuple[GoldenCase, ...]:
    """Raises Refused, naming file and line, for a file that is not there or of another form."""
    return tuple(_case(line, path) for line in read_lines(path))


def read_lines(path: Path) -> tuple[Line, ...]:
    """Every line that is not empty, wrong ones as well. Raises Refused for a file that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read: {error}.", "Name a file of golden cases.") from error
    return tuple(_line(number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _line(number: int, text: str) -> Line:
    try:
        return Line(number, GoldenCase.model_validate_json(text))
    except ValidationError as error:
        return Line(number, None, said_by(error))


def _case(line: Line, path: Path) -> GoldenCase:
    if line.case is None:
        raise Refused(f"{path}, line {line.number}: {line.fault}.", _REMEDY)
    return line.case


def said_by(error: ValidationError) -> str:
    """What is wrong, with the fields' names, in a line."""
    return "; ".join(_said(details["loc"], details["msg"]) for details in error.errors())


def _said(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, place))}: {message}" if place else message.removeprefix("Value error, ")
