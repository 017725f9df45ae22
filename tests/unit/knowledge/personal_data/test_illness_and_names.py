"""Illnesses by what Swedish calls them, and people as minutes, registers and short messages name them."""

import pytest

from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import PersonalData


def found(text: str, kind: PersonalData) -> list[str]:
    return [text[each.start : each.end] for each in find(text, "sv") if each.kind is kind]


@pytest.mark.parametrize(
    ("text", "illness"),
    [
        ("Hon har fått njursten.", "njursten"),
        ("Anna Berg lider av sömnapné.", "sömnapné"),
        ("Medarbetaren har diagnosen endometrios.", "endometrios"),
        ("Grannen har demens och går vilse.", "demens"),
        ("Hans mamma har ledgångsreumatism.", "ledgångsreumatism"),
        ("Han är allergisk mot jordnötter.", "allergisk mot jordnötter"),
    ],
)
def test_an_illness_of_one_person_is_found_whatever_it_is_called(text: str, illness: str) -> None:
    assert illness in found(text, PersonalData.HEALTH)


@pytest.mark.parametrize(
    "text",
    [
        "Medarbetaren lämnar läkarintyg från åttonde dagen.",
        "Om medarbetaren är sjukskriven längre än 14 dagar ska chefen kontakta HR.",
        "Rutinen gäller vid demens, migrän och njursten.",
        "Den som har ett alkoholberoende får stöd.",
    ],
)
def test_a_rule_about_illness_is_about_nobody(text: str) -> None:
    assert found(text, PersonalData.HEALTH) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sökande: NYSTRÖM, Agneta", "NYSTRÖM, Agneta"),
        ("Det är klart nu.\n/Kickan", "Kickan"),
        ("Beslut av P. Lindqvist i går.", "P. Lindqvist"),
        ("Grannen Ragnvald Fält stör.", "Ragnvald Fält"),
        ("Tack Ylva för hjälpen!", "Ylva"),
    ],
)
def test_people_are_found_as_minutes_registers_and_messages_name_them(text: str, name: str) -> None:
    assert name in found(text, PersonalData.NAME)


@pytest.mark.parametrize(
    "text", ["EKONOMI, Personal och Juridik delar skrivare.", "Läs mer på /Rutiner på intranätet."]
)
def test_what_only_looks_like_one_is_no_name(text: str) -> None:
    assert found(text, PersonalData.NAME) == []
