"""What a check can come to, and why, as codes; the words for them are the command line's and the chat's."""

from dataclasses import dataclass
from enum import StrEnum


class Finding(StrEnum):
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"


class Code(StrEnum):
    """Why a sentence passed: the first four and `judge_agrees`. All others say what failed."""

    VERBATIM = "verbatim"
    HEADING = "heading"
    WORDS = "words"
    MEANING = "meaning"
    NO_QUOTE = "no_quote"
    FOREIGN_PASSAGE = "foreign_passage"
    MOVED_QUOTE = "moved_quote"
    NUMBER = "number"
    UNIT = "unit"
    LIMIT = "limit"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    MODALITY = "modality"
    CONDITION = "condition"
    DIRECTION = "direction"
    COVERAGE = "coverage"
    JUDGE_AGREES = "judge_agrees"
    JUDGE_OBJECTS = "judge_objects"


# What says the opposite of the source; the other failures say something that the source does not have.
CONTRADICTING = frozenset({Code.UNIT, Code.LIMIT, Code.NEGATION, Code.MODALITY, Code.DIRECTION})


@dataclass(frozen=True, slots=True)
class Reason:
    """`what` are the words of the sentence that the reason is about, where it is about some of them."""

    code: Code
    what: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`support` is how sure the check is that the quotes carry the sentence, 0 to 1; `reasons` say why.

    `judge_failed` tells that a judge was to be asked and could not, so that the rules decided alone; `judged` that it
    was given the sentence and its evidence. `passages` are the ids of those that the quotes stand in.
    """

    finding: Finding
    support: float
    reasons: tuple[Reason, ...] = ()
    judge_failed: bool = False
    judged: bool = False
    passages: tuple[str, ...] = ()


def supported(code: Code, support: float = 1.0) -> Verdict:
    return Verdict(Finding.SUPPORTED, support, (Reason(code),))


def refused(reasons: tuple[Reason, ...], support: float = 0.0) -> Verdict:
    """Contradicted when any of the reasons is a contradiction, else not found."""
    contradicted = any(reason.code in CONTRADICTING for reason in reasons)
    return Verdict(Finding.CONTRADICTED if contradicted else Finding.NOT_FOUND, support, reasons)
