"""How good a document is as a source: complete, current, consistent and relevant, each 0 to 100 with the reasons.

Each begins at 100 and loses what its reasons cost; the total is the mean of the four. The costs are a convention, not a
measurement: they order what to do first. docs/governance.md has the same table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.documents import Document, Revision


class Reason(StrEnum):
    NO_OWNER = "no_owner"
    NO_REVIEW_DATE = "no_review_date"
    NO_VALID_FROM = "no_valid_from"
    NO_REFERENCE = "no_reference"
    NOT_ALL_READ = "not_all_read"
    REVIEW_OVERDUE = "review_overdue"
    REVIEW_SOON = "review_soon"
    OUT_OF_FORCE = "out_of_force"
    OLD = "old"
    CONTRADICTED = "contradicted"
    DUPLICATE = "duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    NEVER_USED = "never_used"
    HARD_TO_READ = "hard_to_read"


COSTS: Mapping[str, Mapping[Reason, int]] = {
    "complete": {
        Reason.NO_OWNER: 40,
        Reason.NOT_ALL_READ: 30,
        Reason.NO_REVIEW_DATE: 20,
        Reason.NO_VALID_FROM: 5,
        Reason.NO_REFERENCE: 5,
    },
    "current": {Reason.OUT_OF_FORCE: 100, Reason.REVIEW_OVERDUE: 50, Reason.OLD: 30, Reason.REVIEW_SOON: 10},
    "consistent": {Reason.CONTRADICTED: 50, Reason.DUPLICATE: 50, Reason.NEAR_DUPLICATE: 25},
    "relevant": {Reason.NEVER_USED: 60, Reason.HARD_TO_READ: 20},
}
HARD_LIX = 60
OLD_DAYS = 3 * 365
SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """What the score needs beside the document. `lix` is None for what is too short to tell."""

    contradicted: bool
    duplicate: bool
    near_duplicate: bool
    used: bool
    lix: int | None


@dataclass(frozen=True, slots=True)
class Score:
    complete: int
    current: int
    consistent: int
    relevant: int
    reasons: tuple[Reason, ...]

    @property
    def total(self) -> int:
        return round((self.complete + self.current + self.consistent + self.relevant) / 4)


def score_of(document: Document, revision: Revision, standing: Standing, today: date) -> Score:
    reasons = tuple(reason for reason, holds in _holding(document, revision, standing, today).items() if holds)
    parts = {
        part: max(0, 100 - sum(cost for reason, cost in costs.items() if reason in reasons))
        for part, costs in COSTS.items()
    }
    return Score(parts["complete"], parts["current"], parts["consistent"], parts["relevant"], reasons)


def mean_score(scores: Sequence[Score]) -> Score:
    """Of a folder's documents; without reasons. `scores` is not empty."""

    parts = zip(*((each.complete, each.current, each.consistent, each.relevant) for each in scores), strict=True)
    complete, current, consistent, relevant = (round(sum(part) / len(scores)) for part in parts)
    return Score(complete, current, consistent, relevant, ())


def _holding(document: Document, revision: Revision, standing: Standing, today: date) -> dict[Reason, bool]:
    properties, overdue = document.properties, document.review_overdue(today)
    left = (properties.review_by - today).days if properties.review_by else None
    begun = properties.valid_from or document.updated_at.date()
    return {
        Reason.NO_OWNER: not properties.owner.strip(),
        Reason.NO_REVIEW_DATE: properties.review_by is None,
        Reason.NO_VALID_FROM: properties.valid_from is None,
        Reason.NO_REFERENCE: not properties.reference.strip(),
        Reason.NOT_ALL_READ: bool(revision.warnings) or not all(page.read for page in revision.pages),
        Reason.OUT_OF_FORCE: not document.in_force(today),
        Reason.REVIEW_OVERDUE: overdue,
        Reason.REVIEW_SOON: left is not None and 0 <= left <= SOON_DAYS,
        Reason.OLD: properties.review_by is None and (today - begun).days > OLD_DAYS,
        Reason.CONTRADICTED: standing.contradicted,
        Reason.DUPLICATE: standing.duplicate,
        Reason.NEAR_DUPLICATE: standing.near_duplicate and not standing.duplicate,
        Reason.NEVER_USED: not standing.used,
        Reason.HARD_TO_READ: standing.lix is not None and standing.lix > HARD_LIX,
    }
