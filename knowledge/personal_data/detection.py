"""Personal data in Swedish and English text, by checksums, written forms and the words around."""

from knowledge.language import Language
from knowledge.personal_data.contact_data import find_contact_data
from knowledge.personal_data.findings import Finding, without_overlaps
from knowledge.personal_data.identity_numbers import find_identity_numbers
from knowledge.personal_data.payment_numbers import find_payment_numbers
from knowledge.personal_data.phone_numbers import find_phone_numbers


def find(text: str, language: Language) -> tuple[Finding, ...]:
    """In the order of the text, without overlaps. The time is linear in the text's length."""
    return without_overlaps(
        [
            *find_identity_numbers(text),
            *find_payment_numbers(text),
            *find_contact_data(text),
            *find_phone_numbers(text, language),
        ]
    )
