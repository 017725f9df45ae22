"""What becomes of personal data, by how much harm it does in the wrong hands."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.personal_data.findings import PersonalData


class Handling(StrEnum):
    """What becomes of personal data: kept, taken out, replaced by a pseudonym, or the whole text refused."""

    ALLOW = "allow"
    REDACT = "redact"
    PSEUDONYMISE = "pseudonymise"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Policy:
    """How personal data is handled: `contact` is how people are reached at work, `sensitive` what harms them
    (see PersonalData.sensitive). `purpose` says why that which is allowed is kept."""

    contact: Handling = Handling.REDACT
    sensitive: Handling = Handling.REDACT
    purpose: str = ""

    def handling(self, kind: PersonalData) -> Handling:
        return self.sensitive if kind.sensitive else self.contact

    @property
    def keeps_everything(self) -> bool:
        return self.contact is self.sensitive is Handling.ALLOW
