"""Personnummer and samordningsnummer are found however they are written, and other numbers are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import Language
from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import PersonalData

from .written import identity_numbers

PLACES = ["{}", "Hej, {} gäller det.", "({})", "personnummer: {}.", "x, {}", "Rad ett\n{}\nrad tre", "id={};"]
IDENTITY = (PersonalData.PERSONNUMMER, PersonalData.SAMORDNINGSNUMMER)


def kinds(text: str, language: Language = "sv") -> list[PersonalData]:
    return [finding.kind for finding in find(text, language)]


@given(identity_numbers(), st.sampled_from(PLACES))
def test_a_personnummer_is_found_in_every_written_form(number: str, place: str) -> None:
    text = place.format(number)
    assert [(text[f.start : f.end], f.kind) for f in find(text, "sv")] == [(number, PersonalData.PERSONNUMMER)]


@given(identity_numbers(coordination=True), st.sampled_from(PLACES))
def test_a_samordningsnummer_is_found_in_every_written_form(number: str, place: str) -> None:
    text = place.format(number)
    assert [(text[f.start : f.end], f.kind) for f in find(text, "sv")] == [(number, PersonalData.SAMORDNINGSNUMMER)]


@given(identity_numbers(right=False), st.booleans(), st.sampled_from(PLACES))
def test_a_wrong_check_digit_is_no_personnummer(number: str, swedish: bool, place: str) -> None:
    assert not set(kinds(place.format(number), "sv" if swedish else "en")) & set(IDENTITY)


@pytest.mark.parametrize(
    "text",
    [
        "Bolagets organisationsnummer är 556016-0680.",
        "Org.nr 212000-0142, momsregistrerat som SE212000014201",
        "Fakturanummer 8112189876 betalas inom 30 dagar",
        "OCR: 8112189876",
        "Mötet är 2024-03-15 0930 i sal B",
        "Diarienummer 2024-1234-5678",
        "Möte 240315-240316",
        "serienummer A8112189876B",
        "811318-9870",  # there is no month 13
        "810230-9876",  # nor a 30 February
        "IBAN-liknande 12-811218-9876-4",
        "Räknare 98112189876",
    ],
)
def test_other_numbers_are_no_personnummer(text: str) -> None:
    assert not set(kinds(text)) & set(IDENTITY)


def test_a_sole_traders_organisation_number_is_a_personnummer() -> None:
    assert kinds("Org.nr 811218-9876") == [PersonalData.PERSONNUMMER]
