"""Reviews: a sample of each week's answers, judged by reviewers who did not ask."""

from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.api.history import message_view, today_for
from assistant.api.problems import responses
from assistant.api.services import Services, UseServices, viewer_with
from assistant.questions.privacy import comment_to_keep, impersonal
from assistant.schemas.answers import Answer
from assistant.schemas.feedback import ReviewQueue, ReviewView, VerdictRequest
from knowledge.access import Role, Viewer
from knowledge.registry.reviews import Review

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])
UseReviewer = Annotated[Viewer, Depends(viewer_with(Role.REVIEWER, Role.OWNER))]


@router.get("", summary="The review queue", responses=responses(401, 403, 503))
def list_reviews(services: UseServices, reviewer: UseReviewer) -> ReviewQueue:
    """What is left to judge of this week's sample and of last week's, drawn anew where answers have come since.

    Never an answer to the reviewer's own question, nor one that cites what they may not see.
    """
    on = services.today()
    services.registry.reviews.draw(on, services.settings.review_sample_per_week)
    queue = services.registry.reviews.queue(reviewer, on)
    return ReviewQueue(reviews=tuple(_view(services, review, reviewer) for review in queue.open), done=queue.done)


@router.get("/{review_id}", summary="One review", responses=responses(401, 403, 404, 503))
def get_review(review_id: str, services: UseServices, reviewer: UseReviewer) -> ReviewView:
    return _view(services, services.registry.reviews.get(review_id, reviewer), reviewer)


@router.post("/{review_id}", summary="Judge a sampled answer", responses=responses(401, 403, 404, 409, 422, 503))
def judge(review_id: str, body: VerdictRequest, services: UseServices, reviewer: UseReviewer) -> ReviewView:
    """The reviewer's verdict, in place of an earlier one of theirs."""
    comment = comment_to_keep(body.comment, services.settings.question_policy)
    services.registry.reviews.judge(review_id, reviewer, body.verdict, comment, body.minutes)
    return get_review(review_id, services, reviewer)


@router.post("/{review_id}/reopen", summary="Take a verdict back", responses=responses(401, 403, 404, 409, 503))
def reopen(review_id: str, services: UseServices, reviewer: UseReviewer) -> ReviewView:
    """The reviewer's own; the answer is open for review again."""
    services.registry.reviews.reopen(review_id, reviewer)
    return get_review(review_id, services, reviewer)


def _view(services: Services, review: Review, reviewer: Viewer) -> ReviewView:
    message = message_view(review.message, today_for(services, [review.message], reviewer))
    return ReviewView(
        id=review.id,
        trace_id=review.trace_id,
        week=review.week,
        state=review.state,
        question=impersonal(message.question, message.answer.language),
        answer=_without_asker(message.answer),
        verdict=review.verdict,
        comment=review.comment,
        minutes=review.minutes,
    )


def _without_asker(answer: Answer) -> Answer:
    """The answer without what leads to the asker: their conversation, and personal data in their words."""
    return answer.model_copy(
        update={
            "conversation_id": None,
            "question": impersonal(answer.question, answer.language),
            "standalone_question": impersonal(answer.standalone_question, answer.language),
            "missing": tuple(impersonal(part, answer.language) for part in answer.missing),
        }
    )
