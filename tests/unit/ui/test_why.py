"""Why an answer came out as it did is told in words, in both languages."""

from typing import Any, get_args

import pytest

from assistant.schemas.answers import AnswerStatus, Disclosed, KeptInside, Timings
from assistant.schemas.why import Fate, FoundBy, FoundSource, MadeWith, Why
from tests.unit.ui.fake_api import HOSTILE, NOW
from ui.chat.why import why
from ui.texts import Texts, load_texts

SV, EN = load_texts("sv"), load_texts("en")


def source(**changes: Any) -> FoundSource:
    given = {
        "rank": 1,
        "document_id": "d-policy",
        "revision": "r-policy",
        "title": "Policy för generativ AI",
        "kind": "policy",
        "url": "/v1/documents/d-policy/revisions/r-policy/text?start=3&end=9",
        "found_by": "both",
        "meaning": 0.9,
        "words": 4.0,
        "fate": "used",
    }
    return FoundSource.model_validate({**given, **changes})


def given(**changes: Any) -> Why:
    made = {
        "trace_id": "t",
        "at": NOW,
        "status": AnswerStatus.ANSWERED,
        "confidence": 0.724,
        "threshold": 0.4,
        "sources": (source(),),
        "more": 2,
        "checks": (),
        "made_with": MadeWith(lardom="1.0", writer="extractive"),
        "timings_ms": Timings(retrieve=12.4, total=20.0),
    }
    return Why.model_validate({**made, **changes})


@pytest.mark.parametrize("texts", [SV, EN], ids=["sv", "en"])
def test_every_fate_way_and_disclosure_has_words_in_both_languages(texts: Texts) -> None:
    assert all(texts(f"fate.{each}") for each in Fate)
    assert all(texts(f"found.{each}") for each in FoundBy)
    assert all(texts(f"kept.{each}") for each in KeptInside)
    assert all(texts(f"made.{each}") for each in MadeWith.model_fields)
    services = get_args(Disclosed.model_fields["service"].annotation)
    assert all(f"disclosed.{each}" in texts or f"disclosed.{each}.one" in texts for each in services)


def test_a_source_is_linked_with_its_place_how_it_was_found_and_what_became_of_it() -> None:
    html = why(given(), SV)

    assert 'href="/document?id=d-policy&amp;revision=r-policy&amp;start=3&amp;end=9"' in html
    assert "Plats 1." in html
    assert "Används i svaret." in html
    assert "Hittades på både betydelse och ord." in html
    assert "Ytterligare 2 avsnitt" in html


def test_what_was_held_back_says_why() -> None:
    html = why(given(sources=(source(fate="held_back", reasons=("number",)),)), EN)

    assert "Not used." in html
    assert EN("reason.number") in html


def test_the_confidence_is_told_with_what_it_means() -> None:
    assert "72\u00a0%" in why(given(), SV)
    assert "hellre inget svar" in why(given(confidence=0.1), SV)


def test_what_left_is_told_with_where_it_went_and_nothing_is_said_to_be_nothing() -> None:
    sent = Disclosed(service="writer", where="api.example", passages=3)

    assert "3 avsnitt skickades till språkmodellen hos api.example" in why(given(disclosed=(sent,)), SV)
    assert "Ingenting." in why(given(), SV)
    assert "Ingenting." not in why(given(kept_inside="classification"), SV)


def test_titles_are_text_whatever_they_hold() -> None:
    assert "<script" not in why(given(sources=(source(title=HOSTILE),)), EN)
