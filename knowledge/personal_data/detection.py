"""Personal data in Swedish and English text, by checksums, written forms and the words around."""

from functools import cache

from knowledge.language import Language
from knowledge.personal_data.about_persons import find_about_persons
from knowledge.personal_data.birth_dates import find_birth_dates
from knowledge.personal_data.contact_data import find_contact_data
from knowledge.personal_data.findings import Finding, PersonalData, without_overlaps
from knowledge.personal_data.identity_numbers import find_identity_numbers
from knowledge.personal_data.names import NameFinder
from knowledge.personal_data.payment_numbers import find_payment_numbers
from knowledge.personal_data.phone_numbers import find_phone_numbers
from knowledge.personal_data.postal_addresses import find_postal_addresses

_CONTACTS = (PersonalData.EMAIL, PersonalData.PHONE, PersonalData.ADDRESS)


def find(text: str, language: Language) -> tuple[Finding, ...]:
    """In the order of the text, without overlaps. The time is linear in the text's length."""
    written = without_overlaps(
        [
            *find_identity_numbers(text),
            *find_payment_numbers(text),
            *find_contact_data(text),
            *find_postal_addresses(text),
            *find_phone_numbers(text, language),
            *find_birth_dates(text),
        ]
    )
    contacts = [finding for finding in written if finding.kind in _CONTACTS]
    named = without_overlaps([*written, *_names().find(text, contacts, language)])
    return without_overlaps([*named, *find_about_persons(text, named)])


@cache
def _names() -> NameFinder:
    return NameFinder()
