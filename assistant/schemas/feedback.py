"""The JSON of feedback and reviews."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from assistant.schemas.answers import Answer, Schema
from knowledge.feedback import Reason as Reason
from knowledge.reviews import ReviewState as ReviewState
from knowledge.reviews import Verdict as Verdict

MAX_COMMENT_CHARS = 2000
MAX_MINUTES = 480

Comment = Annotated[str, Field(max_length=MAX_COMMENT_CHARS)]


class Judgement(Schema):
    """What a person says of an answer they were given; null is what they have not said.

    `sentence` is an index into `Answer.sentences`, `csat` how satisfied they are (1-5), `nps` how likely they are to
    recommend Lärdom (0-10), `minutes_saved` their own estimate.
    """

    helpful: bool | None = None
    reason: Reason | None = None
    sentence: Annotated[int, Field(ge=0)] | None = None
    comment: Comment = ""
    csat: Annotated[int, Field(ge=1, le=5)] | None = None
    nps: Annotated[int, Field(ge=0, le=10)] | None = None
    minutes_saved: Annotated[int, Field(ge=0, le=MAX_MINUTES)] | None = None

    @model_validator(mode="after")
    def _a_reason_is_why_it_did_not_help(self) -> Self:
        if self.reason is not None and self.helpful is not False:
            raise ValueError("`reason` says why an answer did not help: it needs `helpful` to be false")
        return self


class FeedbackRequest(Judgement):
    """The whole judgement: it takes the place of an earlier one, so that sending it twice changes nothing."""

    trace_id: str


class FeedbackView(Judgement):
    trace_id: str


class Invitation(Schema):
    """The answer under which the viewer may say how likely they are to recommend Lärdom; null when they are not asked.

    Giving feedback invites, at most once in 90 days and from the fifth answer on.
    """

    trace_id: str | None


class ReviewView(Schema):
    """An answer to judge, as far as the reviewer may see its sources, without who asked and when."""

    id: str
    trace_id: str
    week: str
    state: ReviewState
    question: str
    answer: Answer
    verdict: Verdict | None = None
    comment: str = ""
    minutes: float | None = None


class ReviewQueue(Schema):
    """`done` counts what the reviewer has judged of the same weeks."""

    reviews: tuple[ReviewView, ...]
    done: int


class VerdictRequest(Schema):
    """`minutes` is the time that the review took."""

    verdict: Verdict
    comment: Comment = ""
    minutes: Annotated[float, Field(ge=0, le=MAX_MINUTES)] | None = None
