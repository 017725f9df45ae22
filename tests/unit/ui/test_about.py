"""What Lärdom says of itself has words for everything that it may say."""

import pytest

from assistant.about.describing import about
from assistant.schemas.about import DataKind, Ending, Service
from assistant.steering.measured import quality
from knowledge.language import Language
from knowledge.settings import Settings
from ui.about.statements import sections
from ui.texts import Texts, load_texts

SV, EN = load_texts("sv"), load_texts("en")


@pytest.mark.parametrize("texts", [SV, EN], ids=["sv", "en"])
def test_every_service_and_ending_and_measure_has_words_in_both_languages(texts: Texts) -> None:
    assert all(texts(f"service.{each}") for each in Service)
    assert all(texts(f"ending.{each}") and texts(f"ending.{each}_after", n=3) for each in Ending)
    measured = quality(Settings())
    assert measured is not None
    assert all(texts(f"measured.{figure.name}") for figure in measured.figures)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_statement_is_shown_with_what_belongs_to_it(language: Language) -> None:
    told = about(Settings(controller="Norrfors AB & Co"), language, known=True)
    html = sections(told, load_texts(language))
    assert all(each.title.split('"')[0] in html for each in told.statements)
    assert "Norrfors AB &amp; Co" in html
    assert "multilingual-e5-small" in html
    assert html.count("<table>") == 3
    assert len(told.kept) == len(DataKind)


def test_services_outside_are_named_to_those_who_have_signed_in() -> None:
    settings = Settings(llm_url="https://api.example/v1", llm_model="large")
    assert "api.example" in sections(about(settings, "sv", known=True), SV)
    stranger = sections(about(settings, "sv", known=False), SV)
    assert "api.example" not in stranger
    assert "visas efter inloggning" in stranger
