"""A made-up knowledge gap, as the API gives it."""

from datetime import UTC, date, datetime

from assistant.schemas.answers import AnswerStatus, Kind
from assistant.schemas.gaps import (
    Cause,
    CauseCount,
    GapCitation,
    GapDocument,
    GapProof,
    GapQuestionView,
    GapView,
    LanguageCount,
)

ASKED = date(2026, 11, 20)
CHECKED = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
GARAGE = GapDocument(id="d-garage", title="Parkering <b>", kind=Kind.POLICY, owner="Karin Lund <karin@example.org>")


def question(words: str = "Var parkerar besökare?", proof: GapProof | None = None) -> GapQuestionView:
    return GapQuestionView(id="q-1", question=words, language="sv", asked_on=ASKED, cause=Cause.ABSTAINED, proof=proof)


def proof(answered: bool = True) -> GapProof:
    cited = GapCitation(
        document_id="d-garage",
        title="Parkering",
        quote="Besökare parkerar på plan två.",
        url="/v1/documents/d-garage/revisions/r-1/text?start=3&end=33",
    )
    return GapProof(at=CHECKED, answered=answered, status=AnswerStatus.ANSWERED, citations=(cited,))


def gap(**changes: object) -> GapView:
    given = {
        "id": "g-1",
        "state": "open",
        "title": "Var parkerar besökare?",
        "title_language": "sv",
        "count": 3,
        "languages": (LanguageCount(language="sv", questions=2), LanguageCount(language="en", questions=1)),
        "causes": (CauseCount(cause=Cause.ABSTAINED, questions=3),),
        "first_asked": date(2026, 11, 1),
        "last_asked": ASKED,
        "owner": "",
        "due": None,
        "overdue": False,
        "likely_owner": "Fastighet, Åsa Berg <asa@example.org>",
        "nearest": (GARAGE,),
        "document": None,
        "waiting": False,
        "reason": "",
        "changed_on": ASKED,
        "changed_by": "",
        "checked_at": None,
        "asked_again": 0,
        "answered_now": 0,
        "questions": (question(),),
    }
    return GapView.model_validate({**given, **changes})
