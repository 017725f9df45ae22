"""What people say of the answers they were given."""

from dataclasses import dataclass
from enum import StrEnum

NPS_EVERY_DAYS = 90
NPS_AFTER_ANSWERS = 5


class Reason(StrEnum):
    """Why an answer did not help."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    WRONG_SOURCE = "wrong-source"
    COULD_NOT_FIND = "could-not-find"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's judgement of one answer; None is what they have not said.

    `sentence` is the index of the sentence meant, `csat` is 1-5 (customer satisfaction), `nps` is 0-10 (how likely they
    are to recommend Lärdom), `minutes_saved` their own estimate.
    """

    helpful: bool | None = None
    reason: Reason | None = None
    sentence: int | None = None
    comment: str = ""
    csat: int | None = None
    nps: int | None = None
    minutes_saved: int | None = None
