"""The API's routes of the audit log."""

from dataclasses import dataclass
from datetime import datetime

from assistant.schemas.audit import AuditCheck, AuditPage, Resolution, ResolutionRequest
from ui.client import Client


@dataclass(frozen=True, slots=True)
class AuditFilter:
    act: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def query(self) -> dict[str, str]:
        texts = {"act": self.act, "actor": self.actor, "subject": self.subject}
        moments = {"since": self.since, "until": self.until}
        return {name: value for name, value in texts.items() if value} | {
            name: moment.isoformat() for name, moment in moments.items() if moment is not None
        }


class AuditClient(Client):
    def audit(self, asked: AuditFilter, before: int | None) -> AuditPage:
        """The entries below the number `before`, newest first."""
        beginning = {} if before is None else {"before": str(before)}
        return self._get(AuditPage, "/v1/audit", **asked.query, **beginning)

    def check(self) -> AuditCheck:
        return self._get(AuditCheck, "/v1/audit/verification")

    def export(self, asked: AuditFilter) -> bytes:
        return self._send("GET", "/v1/audit/export", params=asked.query).content

    def resolve(self, pseudonym: str, reason: str) -> Resolution:
        return self._post(Resolution, "/v1/audit/resolutions", ResolutionRequest(pseudonym=pseudonym, reason=reason))
