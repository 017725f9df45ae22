"""The routes of feedback and reviews of the small API, in memory."""

from fastapi import FastAPI, HTTPException

from assistant.schemas.answers import Answer
from assistant.schemas.feedback import (
    FeedbackRequest,
    FeedbackView,
    Invitation,
    ReviewQueue,
    ReviewState,
    ReviewView,
    VerdictRequest,
)


class FakeJudgements:
    """`invited` is the trace under which NPS is asked; `reviews` are those drawn, judged or not."""

    def __init__(self) -> None:
        self.feedback: dict[str, FeedbackView] = {}
        self.invited: str | None = None
        self.reviews: list[ReviewView] = []

    def add_to(self, app: FastAPI) -> None:
        app.post("/v1/feedback")(self._give)
        app.get("/v1/feedback/invitation")(lambda: Invitation(trace_id=self.invited))
        app.get("/v1/feedback/{trace_id}")(self._given)
        app.delete("/v1/feedback/{trace_id}", status_code=204)(self._withdraw)
        app.get("/v1/reviews")(self._queue)
        app.get("/v1/reviews/{review_id}")(self._review)
        app.post("/v1/reviews/{review_id}")(self._judge)
        app.post("/v1/reviews/{review_id}/reopen")(self._reopen)

    def _give(self, body: FeedbackRequest) -> FeedbackView:
        self.feedback[body.trace_id] = FeedbackView(**body.model_dump())
        return self.feedback[body.trace_id]

    def _given(self, trace_id: str) -> FeedbackView:
        return self.feedback.get(trace_id, FeedbackView(trace_id=trace_id))

    def _withdraw(self, trace_id: str) -> None:
        self.feedback.pop(trace_id, None)

    def _queue(self) -> ReviewQueue:
        left = tuple(review for review in self.reviews if review.state is ReviewState.OPEN)
        return ReviewQueue(reviews=left, done=len(self.reviews) - len(left))

    def _review(self, review_id: str) -> ReviewView:
        for review in self.reviews:
            if review.id == review_id:
                return review
        raise HTTPException(404)

    def _judge(self, review_id: str, body: VerdictRequest) -> ReviewView:
        return self._change(review_id, state=ReviewState.DONE, **body.model_dump())

    def _reopen(self, review_id: str) -> ReviewView:
        return self._change(review_id, state=ReviewState.OPEN, verdict=None, comment="", minutes=None)

    def _change(self, review_id: str, **changes: object) -> ReviewView:
        changed = self._review(review_id).model_copy(update=changes)
        self.reviews = [changed if review.id == review_id else review for review in self.reviews]
        return changed


def to_review(id_: str, answer: Answer) -> ReviewView:
    return ReviewView(
        id=id_,
        trace_id=f"t-{id_}",
        week="2026-W48",
        state=ReviewState.OPEN,
        question=answer.question,
        answer=answer,
    )
