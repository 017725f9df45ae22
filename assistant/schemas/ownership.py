"""The JSON of the ownership reports. Of documents that the caller sees, only."""

from datetime import date

from assistant.documents.quality_score import Reason as Reason
from assistant.schemas.answers import Difference, Kind, Schema


class ScoreView(Schema):
    """Each 0 to 100; the total is their mean."""

    complete: int
    current: int
    consistent: int
    relevant: int
    total: int


class ReportRow(Schema):
    """A document. `mine` when its owner field means the caller, or it is theirs and has no owner.

    `answers` cited it in the report's weeks, rounded down to a multiple of five; null when fewer than five people
    asked for them. `groups` are those of which five or more did.
    """

    id: str
    title: str
    kind: Kind
    owner: str
    mine: bool
    in_force: bool
    review_by: date | None
    lix: int | None
    cited: bool
    answers: int | None
    groups: tuple[str, ...]
    score: ScoreView
    reasons: tuple[Reason, ...]


class Side(Schema):
    id: str
    title: str
    owner: str
    value: str = ""
    sentence: str = ""


class ContradictionView(Schema):
    difference: Difference
    sides: tuple[Side, Side]


class DuplicateView(Schema):
    """`likeness` is the share of the smaller one's runs of five words that stand in the other; `same` from 0.95."""

    likeness: float
    same: bool
    sides: tuple[Side, Side]


class FolderView(Schema):
    folder: str
    documents: int
    score: ScoreView


class ReasonCount(Schema):
    reason: Reason
    documents: int


class OwnershipReport(Schema):
    """Worst documents first. `contradictions_whole` is false when the time for comparing ran out."""

    on: date
    weeks: int
    least_people: int
    counts: tuple[ReasonCount, ...]
    rows: tuple[ReportRow, ...]
    contradictions: tuple[ContradictionView, ...]
    contradictions_whole: bool
    duplicates: tuple[DuplicateView, ...]
    folders: tuple[FolderView, ...]


class DueDocument(Schema):
    """`days` are left until its review, negative when that is overdue."""

    id: str
    title: str
    kind: Kind
    owner: str
    mine: bool
    review_by: date
    days: int


class DueList(Schema):
    """What the caller answers for and is to be reviewed, theirs by name first, then the longest overdue."""

    documents: tuple[DueDocument, ...]
    overdue: int
    soon: int
