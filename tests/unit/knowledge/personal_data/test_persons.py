"""One person is found in every written form, and nobody else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Refused
from knowledge.personal_data.persons import BLOCK, fingerprints_of, person_by_fingerprints, person_of

PERSON, IDENTIFIERS = person_of(
    ["Åsa Öhrn-Berg", "asa.berg@granvarde.example", "850312-1234", "+46 70-123 45 67", "u4711"]
)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in PERSON.spans(text)]


@pytest.mark.parametrize(
    "written",
    [
        "Åsa Öhrn-Berg",
        "ÅSA ÖHRN-BERG",
        "asa ohrn-berg",
        "Åsa Öhrn-Bergs",
        "Åsa\nÖhrn-Berg",
        "Öhrn-Berg, Åsa",
        "A\u030asa O\u0308hrn-Berg",
        "åsa.öhrn-berg",
        "asa.berg@granvarde.example",
        "ASA.BERG@Granvarde.Example",
        "8503121234",
        "850312-1234",
        "850312+1234",
        "850312\u20131234",
        "19850312-1234",
        "198503121234",
        "1985-03-12-1234",
        "850312 1234",
        "070-123 45 67",
        "0701234567",
        "+46701234567",
        "+46 (0)70 123 45 67",
        "0046 70 123 45 67",
        "u4711",
    ],
)
def test_every_written_form_is_the_person(written: str) -> None:
    text = f"Enligt anteckningen ({written}) gäller det."

    assert BLOCK in PERSON.blacked_out(text)
    assert "".join(found(text)).strip("+() ") == written.strip("+() ")


@pytest.mark.parametrize(
    "written",
    ["Åsa Berg-Lind", "Åsa Lind", "850312-1235", "070-123 45 68", "asa.berg@annan.example", "u47112", "Berg", "åsa"],
)
def test_somebody_else_is_not(written: str) -> None:
    assert found(f"Enligt {written} gäller det.") == []


def test_a_part_of_the_name_means_the_person_where_the_whole_name_stands() -> None:
    text = "Åsa Öhrn-Berg ringde. Sedan ringde Åsa igen, och Åsa Lind svarade. Åsas svar kom."

    assert found(text) == ["Åsa Öhrn-Berg", "Åsa", "Åsas"]


def test_a_user_id_that_is_an_ordinary_word_is_found_in_records_only() -> None:
    person, _ = person_of(["bo"])

    assert person.is_user("BO")
    assert person.spans("Här kan man bo.") == []


@given(st.text(alphabet="aÅåsÖöhrn-Berg .,_@0123456789+\n", max_size=80))
def test_what_is_blacked_out_keeps_its_length_and_is_found_no_more(text: str) -> None:
    written = PERSON.blacked_out(f"{text} Åsa Öhrn-Berg {text}")

    assert len(written) == 2 * len(text) + len(" Åsa Öhrn-Berg ")
    assert PERSON.spans(written) == []


def test_fingerprints_find_the_person_without_saying_who_it_is() -> None:
    kept = fingerprints_of(IDENTIFIERS, b"key")

    again = person_by_fingerprints(kept, b"key")

    text = "Åsa Öhrn-Bergs nummer är 19850312-1234, mejl asa.berg@granvarde.example."
    assert again.spans(text) == PERSON.spans(text) != []
    assert person_by_fingerprints(kept, b"another key").spans(text) == []
    assert not any("berg" in each for each in kept)


@pytest.mark.parametrize("written", ["", " ", "x", "123", "ett namn med alldeles för många ord"])
def test_what_could_be_anybody_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        person_of([written])
