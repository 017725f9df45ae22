"""The API's routes about a person's rights, and about the register of processing."""

from typing import Literal

from assistant.schemas.person_data import EraseRequest, Holdings, PersonRequest, Receipt, Receipts
from assistant.schemas.register import Register
from ui.client import Client

Paper = Literal["register", "impact"]


class PersonClient(Client):
    def holdings(self, request: PersonRequest) -> Holdings:
        return self._post(Holdings, "/v1/persons/search", request)

    def export(self, request: PersonRequest) -> bytes:
        """One HTML page."""
        return self._send("POST", "/v1/persons/export", json=request.model_dump(mode="json")).content

    def erase(self, request: EraseRequest) -> Receipt:
        return self._post(Receipt, "/v1/persons/erase", request)

    def receipts(self) -> tuple[Receipt, ...]:
        return self._get(Receipts, "/v1/persons/erasures").receipts

    def receipt_paper(self, receipt_id: str) -> bytes:
        return self._send("GET", f"/v1/persons/erasures/{receipt_id}.md").content

    def register(self, language: str) -> Register:
        return self._get(Register, "/v1/register", language=language)

    def paper(self, name: Paper, language: str) -> bytes:
        """As Markdown."""
        return self._send("GET", f"/v1/{name}", params={"language": language, "form": "md"}).content
