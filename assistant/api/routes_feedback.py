"""Feedback: what people say of the answers they were given."""

from fastapi import APIRouter

from assistant.api.problems import responses
from assistant.api.services import UseServices, UseViewer
from assistant.questions.privacy import comment_to_keep
from assistant.schemas.feedback import FeedbackRequest, FeedbackView, Invitation
from knowledge.feedback import Feedback

router = APIRouter(prefix="/v1/feedback", tags=["feedback"])


@router.post("", summary="Judge an answer", responses=responses(401, 403, 404, 422, 503))
def give_feedback(body: FeedbackRequest, services: UseServices, viewer: UseViewer) -> FeedbackView:
    """Kept with the answer and what made it, in place of an earlier judgement. Only of answers given to the viewer.

    The comment is kept without the personal data in it, as the settings say of questions.
    """
    comment = comment_to_keep(body.comment, services.settings.question_policy)
    given = Feedback(**body.model_dump(exclude={"trace_id"}) | {"comment": comment})
    services.registry.feedback.give(body.trace_id, given, viewer, services.today())
    return _view(body.trace_id, given)


@router.get("/invitation", summary="Where NPS is asked", responses=responses(401, 403, 503))
def get_invitation(services: UseServices, viewer: UseViewer) -> Invitation:
    return Invitation(trace_id=services.registry.feedback.invitation(viewer))


@router.get("/{trace_id}", summary="One's own judgement", responses=responses(401, 403, 404, 503))
def get_feedback(trace_id: str, services: UseServices, viewer: UseViewer) -> FeedbackView:
    """What the viewer said of an answer; all null when nothing yet."""
    return _view(trace_id, services.registry.feedback.get(trace_id, viewer) or Feedback())


@router.delete("/{trace_id}", summary="Withdraw a judgement", status_code=204, responses=responses(401, 403, 404, 503))
def withdraw_feedback(trace_id: str, services: UseServices, viewer: UseViewer) -> None:
    services.registry.feedback.withdraw(trace_id, viewer)


def _view(trace_id: str, given: Feedback) -> FeedbackView:
    return FeedbackView(
        trace_id=trace_id,
        helpful=given.helpful,
        reason=given.reason,
        sentence=given.sentence,
        comment=given.comment,
        csat=given.csat,
        nps=given.nps,
        minutes_saved=given.minutes_saved,
    )
