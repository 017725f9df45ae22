"""People as mails, minutes, journals, tables and chats name them, and what is only called after people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language import Language
from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import PersonalData


def names(text: str, language: Language = "sv") -> list[str]:
    return [text[each.start : each.end] for each in find(text, language) if each.kind is PersonalData.NAME]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Frågan gick vidare till Lind på juridik.", "Lind"),
        ("Berg ringde från byggbolaget.", "Berg"),
        ("Björn har setts utan munskydd. Påminn honom om rutinen, sa hon.", "Björn"),
        ("Kan Kim ta mötet i stället?", "Kim"),
        ("Familjehemmet hos makarna Rydqvist fungerar bra.", "Rydqvist"),
        ("Enhetschef Zorka Plavšin har pratat med henne.", "Zorka Plavšin"),
        ("Klagande Bekim Thaqi yrkar avslag.", "Bekim Thaqi"),
        ("Utredningen om pojken Ymer är klar.", "Ymer"),
        ("Pappan får inte hämta Tindralo.", "Tindralo"),
        ("Exet får inte veta Quindras adress.", "Quindras"),
        ("Avtalet skrevs för hyresgästen av O'Hara.", "O'Hara"),
        ("Beslut av T. Gåsvall i går.", "T. Gåsvall"),
        ("Elita B. Marot skrev under.", "Elita B. Marot"),
        ("Rehabmöte 3 med Yalcin Ahmed i dag.", "Yalcin Ahmed"),
        ("Alla gillar Karin Holmberg. Men Holmberg själv tvekar.", "Holmberg"),
        ("Inbjudna: Amina, Zrinka och Bosse.", "Zrinka"),
        ("Namn | Enhet\nDalia Moti | Lön", "Dalia Moti"),
        ("Efternamn;Förnamn;Enhet\nXerxi;Motti;Vård", "Motti"),
        ("14:02 tova: var är projektorn?", "tova"),
        ("Pålsson: Då ringer vi leverantören.", "Pålsson"),
        ("Användare: elias.norrby kan inte logga in", "elias.norrby"),
        ("hej mitt namn är mirja och jag har en fråga", "mirja"),
        ("Allergier: Gintar (ägg), Bo (nötter)", "Gintar"),
    ],
)
def test_a_person_is_found_as_everyday_texts_name_them(text: str, name: str) -> None:
    assert name in names(text)


def test_a_visiting_card_names_its_owner_on_the_first_line() -> None:
    assert "Fausto Calabri" in names("Fausto Calabri\n\n22829 Mill Road\nPhone: +44 20 7946 0958", "en")


@pytest.mark.parametrize(
    "text",
    [
        "Anna-modellen används för att beräkna vårdtyngd.",
        "Björn Borg-kalsongerna ersätts av ett annat märke.",
        "Selma Lagerlöfs väg och Astrid Lindgrens gata får nya skyltar.",
        "Rum Karin, Astrid och Selma bokas i kalendern.",
        "Stormen Alfrida slog ut strömmen.",
        "Projektet Nils Holgersson avslutas i maj.",
        "Boka via Malins Catering AB eller Karlssons El.",
        "Lars Kaggskolan ligger i Kalmar.",
        "Hans son har cyklat hit.",
        "Grusvägen mellan Berg och Lund plogas.",
        "Sten, grus och jord levereras. Maj var kall.",
        "Stig in! Per telefon går det lika bra.",
        "Hans Majestät Konungen invigde bron.",
        "Ansvarig | Tid\nPilotledaren | 10 dagar\nServicedesk | 1 timme",
        "Volvo och Scania deltog, liksom Alfa Laval.",
    ],
)
def test_what_is_called_after_a_person_or_only_written_like_one_is_no_name(text: str) -> None:
    assert names(text) == []


@given(
    st.lists(
        st.sampled_from(["Anna", "Zrinka", "Berg", "Och", "och", ",", ":", "\n", "|", "1", "Namn", "s"]), max_size=40
    )
)
def test_names_stay_within_a_line_unless_the_text_is_written_so(parts: list[str]) -> None:
    text = " ".join(parts)
    assert all("\n" not in name for name in names(text))
