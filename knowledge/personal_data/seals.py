"""What the audit log keeps in place of words and addresses: a hash under a key that is not in the log.

Without the key nobody can try out what was asked, or from where. With it the same words give the same hash again, which
proves a question that is shown to the auditor.
"""

import hmac
from dataclasses import dataclass
from pathlib import Path

from knowledge.personal_data.erased import key_in

# Not the key of the erasures: that one stays when a backup is put back, and this one comes back with its log.
_KEY_FILE = "seals/key"
QUESTIONS = "questions of the audit log"
PEOPLE = "people who sign in"
ORIGINS = "origins of refused requests"


@dataclass(frozen=True, slots=True)
class Seal:
    key: bytes

    def of(self, text: str) -> str:
        return hmac.digest(self.key, text.encode(), "sha256").hex()


def seal_for(purpose: str, data: Path) -> Seal:
    """Each purpose has a key of its own, derived from the secret of this data folder: what one tells, no other does."""
    return Seal(hmac.digest(key_in(data / _KEY_FILE), f"lardom: {purpose}".encode(), "sha256"))
