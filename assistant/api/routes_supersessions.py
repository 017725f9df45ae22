"""Which document stands in another's place, where its author could not say so alone (docs/decisions/0015)."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.problems import responses
from assistant.api.services import UseServices, UseViewer
from assistant.schemas.validity import NamedDocument, ProposalList, SupersessionDecision, SupersessionProposal
from knowledge.documents import Document

router = APIRouter(prefix="/v1/supersessions", tags=["documents"])


@router.get("", summary="What says that it replaces a document", responses=responses(401, 403, 422, 503))
def list_proposals(
    services: UseServices, viewer: UseViewer, document_id: Annotated[str, Query(max_length=36)] = ""
) -> ProposalList:
    """Of documents that the viewer sees both of, where the viewer answers for the one to be replaced or has proposed
    it; those of one document, if named. Until it is decided, both are in force. What was confirmed is listed again when
    its text has changed: it holds meanwhile."""
    found = services.registry.supersessions.proposals(viewer, document_id)
    return ProposalList(
        proposals=tuple(
            SupersessionProposal(
                successor=named(proposal.successor),
                superseded=named(proposal.superseded),
                may_decide=proposal.may_decide,
                confirmed_revision=proposal.confirmed_revision,
            )
            for proposal in found
            if proposal.may_decide or proposal.proposed_by == viewer.user
        )
    )


@router.post("", summary="Confirm or turn down", status_code=204, responses=responses(401, 403, 404, 422, 503))
def decide(body: SupersessionDecision, services: UseServices, viewer: UseViewer) -> None:
    """For those who answer for the document to be replaced. Answers go by it from the next question on."""
    services.ingestion.decide_supersession(body.successor, body.superseded, body.confirmed, viewer, body.note.strip())


def named(document: Document) -> NamedDocument:
    properties = document.properties
    return NamedDocument(
        id=document.id,
        title=properties.title,
        kind=properties.kind,
        owner=properties.owner,
        reference=properties.reference,
        version=properties.version,
        valid_from=properties.valid_from,
    )
