"""Postal addresses, accounts, case numbers and dates of birth in the forms in which people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import Language
from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import PersonalData


def found(text: str, kind: PersonalData, language: Language = "sv") -> list[str]:
    return [text[each.start : each.end] for each in find(text, language) if each.kind is kind]


STREETS = ["Björkgatan", "Norra Esplanaden", "Gamla vägen", "Lilla Torg", "Nedre Långvinkelsgatan", "Tallstigen"]
FLATS = ["", " lgh 1203", ", 2 tr", " B", " A 17"]
TOWNS = ["", ", 903 28 Umeå", ", SE-443 50 Lerum", "\n461 59 Trollhättan"]


@given(st.sampled_from(STREETS), st.integers(1, 999), st.sampled_from(FLATS), st.sampled_from(TOWNS))
def test_a_swedish_address_is_found_whole(street: str, number: int, flat: str, town: str) -> None:
    address = f"{street} {number}{flat}{town}"
    assert found(f"Adressen är {address}.", PersonalData.ADDRESS) == [address]


@pytest.mark.parametrize(
    ("text", "language", "address"),
    [
        ("Hilma bor på Östra Storgatan ovanför bageriet.", "sv", "Östra Storgatan"),
        (
            "Besök hos Anna, Lgh 1102, Klockarvägen 9, 151 61 Södertälje.",
            "sv",
            "Lgh 1102, Klockarvägen 9, 151 61 Södertälje",
        ),
        ("Utomlands: Strandgade 27, Danmark.", "sv", "Strandgade 27, Danmark"),
        ("It arrived at 760 Passauer Strasse 33, Graz last night", "en", "760 Passauer Strasse 33, Graz"),
        (
            "974 Via Milano 131\n Apt. 425\n Montafia\n Italy 39767",
            "en",
            "974 Via Milano 131\n Apt. 425\n Montafia\n Italy 39767",
        ),
        ("Send it to Unit 5022 Box 1225\nDPO AE 44085 now", "en", "Unit 5022 Box 1225\nDPO AE 44085"),
    ],
)
def test_an_address_is_found_as_it_is_written_there(text: str, language: Language, address: str) -> None:
    assert address in found(text, PersonalData.ADDRESS, language)


@pytest.mark.parametrize(
    "text",
    [
        "Ombyggnaden av Karlavägen påverkar bussarna.",
        "Projekt Drottninggatan: etapp 2 startar i maj.",
        "Fastigheten Berget 4:12 styckas av.",
        "Kostnaden är 250 00 kronor, 120 00 i år.",
        "Sträckan Kyrkogatan–Storgatan asfalteras v. 22.",
    ],
)
def test_streets_that_are_spoken_of_are_no_addresses(text: str) -> None:
    assert found(text, PersonalData.ADDRESS) == []


@given(
    st.dates(date(1920, 1, 1), date(2025, 12, 31)),
    st.sampled_from(["född", "Född:", "f.", "Födelsedatum:"]),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%y%m%d", "%d/%m/%Y"]),
)
def test_a_date_of_birth_is_found_in_every_written_form(born: date, word: str, form: str) -> None:
    written = born.strftime(form)
    assert found(f"Hon är {word} {written}.", PersonalData.BIRTH_DATE) == [written]


@given(st.dates(date(1970, 1, 1), date(2025, 12, 31)), st.sampled_from(["daterat", "Gäller från", "bildades", "den"]))
def test_another_date_is_none_of_birth(day: date, word: str) -> None:
    assert found(f"Avtalet {word} {day:%Y-%m-%d} och förlängdes.", PersonalData.BIRTH_DATE) == []


@given(st.integers(6000, 6999), st.integers(100_000_000, 999_999_999))
def test_an_account_is_a_persons_where_one_is_named(clearing: int, number: int) -> None:
    account = f"{clearing}-{number}"
    assert found(f"Lön till Anna Berg, konto {account}", PersonalData.IBAN) == [account]
    assert found(f"Leverantörens konto {account}", PersonalData.IBAN) == []
    assert found(f"Kontering: {account}", PersonalData.IBAN) == []


@given(st.integers(1000, 99999), st.integers(20, 29), st.sampled_from(["T", "B", "Ö", "PT"]))
def test_a_court_case_is_a_persons_where_one_is_named(number: int, year: int, letter: str) -> None:
    case = f"{letter} {number}-{year}"
    assert found(f"Mål nr {case}: klagande Anna Berg.", PersonalData.CASE_NUMBER) == [case]
    assert found(f"Mål nr {case} gäller tolkning av avtalet.", PersonalData.CASE_NUMBER) == []


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("Dnr SN 2025-0733 avser bistånd till Farhad Moradi.", "SN 2025-0733"),
        ("Diarienr: BUN/2025:77, elev Alva Stenbeck.", "BUN/2025:77"),
        ("Ärendenr 2025-00871. Sökande Latifa Benali begär bistånd.", "2025-00871"),
    ],
)
def test_a_case_number_is_found_with_its_person(text: str, case: str) -> None:
    assert case in found(text, PersonalData.CASE_NUMBER)


def test_a_network_is_nobodys_address() -> None:
    assert found("Brandväggen släpper in 10.0.0.0/8.", PersonalData.IP_ADDRESS) == []
