"""Judged answers made by hand."""

from dataclasses import replace

from assistant.schemas.answers import AnswerStatus
from eval.question_sets.figures import Judged, Outcome

RIGHT = Judged(
    language="en",
    answerable=True,
    foreign=False,
    status=AnswerStatus.ANSWERED,
    confidence=0.9,
    right=True,
    sayable=True,
    outcome=Outcome.RIGHT,
    cited=("a", "b"),
    gold=frozenset("a"),
    f1=0.5,
    contains=1.0,
    sentences=2,
    supported=2,
    timings_ms={"retrieve": 10.0, "total": 20.0},
)
SILENT = replace(
    RIGHT,
    status=AnswerStatus.ABSTAINED,
    confidence=0.1,
    outcome=Outcome.ABSTENTION,
    cited=(),
    f1=0.0,
    contains=0.0,
    sentences=0,
    supported=0,
)
UNANSWERABLE = replace(
    SILENT,
    answerable=False,
    right=False,
    outcome=Outcome.RIGHT,
    gold=frozenset(),
    f1=None,
    contains=None,
    confidence=0.05,
)
FOOLED = replace(
    RIGHT,
    answerable=False,
    right=False,
    outcome=Outcome.ABSTENTION,
    gold=frozenset(),
    f1=None,
    contains=None,
    supported=1,
)
