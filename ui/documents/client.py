"""The API's routes about what holds: properties, reviews, versions, and what may replace what."""

from datetime import date
from typing import Any

from assistant.schemas.documents import DocumentView
from assistant.schemas.ownership import DueList, OwnershipReport
from assistant.schemas.validity import (
    ChangeList,
    DifferenceView,
    ProposalList,
    RevisionList,
    StillValid,
    SupersessionDecision,
)
from ui.client import Client, read


class ValidityClient(Client):
    def edit(self, document_id: str, changes: dict[str, Any]) -> DocumentView:
        """`changes` holds the properties that change, as JSON values, and perhaps a note."""
        return read(DocumentView, self._send("PATCH", f"/v1/documents/{document_id}/properties", json=changes).text)

    def still_valid(self, document_id: str, review_by: date, note: str) -> DocumentView:
        return self._post(
            DocumentView, f"/v1/documents/{document_id}/review", StillValid(review_by=review_by, note=note)
        )

    def changes(self, document_id: str) -> ChangeList:
        return self._get(ChangeList, f"/v1/documents/{document_id}/changes")

    def take_back(self, document_id: str, number: int) -> DocumentView:
        return self._post(DocumentView, f"/v1/documents/{document_id}/changes/{number}/undo")

    def revisions(self, document_id: str) -> RevisionList:
        return self._get(RevisionList, f"/v1/documents/{document_id}/revisions")

    def difference(self, document_id: str, old: str, new: str) -> DifferenceView:
        return self._get(DifferenceView, f"/v1/documents/{document_id}/difference", **{"from": old, "to": new})

    def due(self) -> DueList:
        return self._get(DueList, "/v1/reports/due")

    def ownership(self) -> OwnershipReport:
        return self._get(OwnershipReport, "/v1/reports/ownership")

    def ownership_csv(self) -> bytes:
        return self._send("GET", "/v1/reports/ownership.csv").content

    def proposals(self, document_id: str = "") -> ProposalList:
        return self._get(ProposalList, "/v1/supersessions", document_id=document_id)

    def decide_supersession(self, successor: str, superseded: str, confirmed: bool) -> None:
        body = SupersessionDecision(successor=successor, superseded=superseded, confirmed=confirmed)
        self._send("POST", "/v1/supersessions", json=body.model_dump(mode="json"))
