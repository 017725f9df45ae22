"""What is said of somebody's health, belief and crimes is found in all its forms; rules and statistics are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.personal_data.detection import find
from knowledge.personal_data.findings import PersonalData
from knowledge.personal_data.health import speaks_of_health


def found(text: str, kind: PersonalData) -> list[str]:
    return [text[each.start : each.end] for each in find(text, "sv") if each.kind is kind]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Anna Berg är utbränd.", "utbränd"),
        ("Pat. söker för bröstsmärta sedan tre dagar.", "bröstsmärta"),
        ("Hon står på Metoprolol.", "Metoprolol"),
        ("Han ordinerades Xyzocillin i går.", "Xyzocillin"),
        ("Ambulans hämtade Anna Berg. Misstänkt höftfraktur.", "höftfraktur"),
        ("Möte med Anna Berg. Läkaren rekommenderar vila. Diagnos F43.8A.", "F43.8A"),
        ("Hon har MS och blir trött.", "MS"),
        ("Kollegan har bihåleinflammation.", "bihåleinflammation"),
        ("Mamma till Lovisa ringde: hon har vattkoppor.", "vattkoppor"),
        ("Kvinnan, 34 år, söker akut för blödning.", "blödning"),
        ("Han har nedsatt rörlighet sedan dess.", "nedsatt rörlighet"),
        ("Allergilista: Anna (nötter)", "nötter"),
    ],
)
def test_health_is_found_where_somebody_is_spoken_of(text: str, said: str) -> None:
    assert said in found(text, PersonalData.HEALTH)


@pytest.mark.parametrize(
    "text",
    [
        "Vad gör jag om en medarbetare är gravid?",
        "Diabetes, astma och epilepsi kräver egenvårdsplan i skolan.",
        "Beställ Alvedon 500 mg, 20 förpackningar.",
        "Studien omfattade 400 patienter med bröstcancer.",
        "ICD-koden F43.9 får inte stå i schemasystemet.",
        "Anna Berg bokar rum A12 och plan B14.",
    ],
)
def test_rules_statistics_and_stores_say_nothing_of_anybodys_health(text: str) -> None:
    assert found(text, PersonalData.HEALTH) == []


@given(
    st.sampled_from(["prostata", "hud", "lung", "njur", "tarm", "blod"]),
    st.sampled_from(["cancer", "sjukdom", "infektion", "inflammation"]),
    st.sampled_from(["", "en", "ens"]),
)
def test_compounds_and_endings_say_the_same(part: str, illness: str, ending: str) -> None:
    assert speaks_of_health(f"{part}{illness}")
    assert speaks_of_health(f"{illness}{ending}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Anna Berg är medlem i Unionen.", "Unionen"),
        ("Hon gick ur Kommunal i våras.", "Kommunal"),
        ("Han är troende muslim.", "muslim"),
        ("Hen är homosexuell.", "homosexuell"),
        ("Möte med Vårdförbundets ombud Ann-Katrin Sedin.", "Vårdförbundet"),
        ("Brukaren är aktiv i Vänsterpartiet.", "Vänsterpartiet"),
    ],
)
def test_belief_and_membership_are_found_where_somebody_is_spoken_of(text: str, said: str) -> None:
    assert said in found(text, PersonalData.BELIEF)


@pytest.mark.parametrize(
    "text",
    [
        "Avtal med Kommunal och Vision gäller till mars.",
        "Vänsterpartiet yrkade avslag.",
        "Svenska kyrkan hyr lokalen på onsdagar.",
        "Elva medarbetare är fackligt anslutna enligt enkäten.",
    ],
)
def test_unions_parties_and_churches_are_nobodys_belief(text: str) -> None:
    assert found(text, PersonalData.BELIEF) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Robin Hage döms för grov misshandel.", "grov misshandel"),
        ("Hon greps i natt för skadegörelse på skolan.", "skadegörelse"),
        ("Pappan är misstänkt för barnmisshandel.", "barnmisshandel"),
        ("Igor Melnyk är häktad.", "häktad"),
        ("Exet har kontaktförbud.", "kontaktförbud"),
    ],
)
def test_crimes_are_found_where_somebody_is_spoken_of(text: str, said: str) -> None:
    assert said in found(text, PersonalData.CRIME)


@pytest.mark.parametrize(
    "text",
    [
        "Vid stöld av dator ska polisanmälan göras.",
        "Vi såg en ökning av rån och misshandel i centrum.",
        "Brottmål avgörs här.",
    ],
)
def test_crimes_in_general_are_nobodys(text: str) -> None:
    assert found(text, PersonalData.CRIME) == []
