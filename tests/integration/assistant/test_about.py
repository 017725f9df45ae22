"""What Lärdom says of itself: to everyone, nothing of the documents; and the card changes with the settings."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from assistant.about.card_text import card_text
from assistant.about.describing import card
from assistant.api.app import build_app
from assistant.api.identity import Identification
from assistant.api.security import Gate
from assistant.api.services import Services
from assistant.cli import main
from assistant.schemas.about import Card, LibrarySize
from knowledge.documents import Classification, Kind, Properties
from knowledge.settings import Settings
from tests.integration.assistant.conftest import LOCAL_TOKENS, TODAY, Library

EMPTY = LibrarySize(documents=0, passages=0, kinds=dict.fromkeys(Kind, 0))
SECRET = "Project Kvarnberg"


async def told(client: httpx.AsyncClient, headers: dict[str, str] | None = None) -> dict[str, Any]:
    response = await client.get("/v1/about", headers=headers or {})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_a_stranger_is_told_the_same_whatever_the_library_holds(
    guarded: httpx.AsyncClient, library: Library
) -> None:
    before = (await guarded.get("/v1/about")).content
    library.add(Properties(SECRET, kind=Kind.POLICY), [(SECRET, "The takeover is decided on 3 May.")])
    assert (await guarded.get("/v1/about")).content == before
    assert json.loads(before)["library"] is None


async def test_a_wrong_token_makes_a_stranger_and_no_more_is_open(guarded: httpx.AsyncClient) -> None:
    wrong = {"Authorization": "Bearer not-the-token-of-this-server"}
    assert (await told(guarded, wrong))["library"] is None
    for path in ("/v1/card", "/v1/about/more", "/v1/aboutx", "/v1/me"):
        assert (await guarded.get(path)).status_code == 401


async def test_who_has_signed_in_is_told_of_the_documents_that_they_may_see(
    client: httpx.AsyncClient, as_local: dict[str, str], library: Library
) -> None:
    library.add(Properties("Leave", kind=Kind.POLICY), [("Leave", "Every employee has 30 days.")])
    library.add(Properties(SECRET, kind=Kind.LESSON, audience=("board",)), [(SECRET, "The takeover is decided.")])
    anna = {**as_local, "X-Lardom-As": "anna", "X-Lardom-Groups": "staff"}
    eva = {**as_local, "X-Lardom-As": "eva", "X-Lardom-Groups": "board"}
    assert (await told(client, anna))["library"]["documents"] == 1
    assert (await told(client, eva))["library"]["kinds"]["lesson"] == 1
    card_of_anna = (await client.get("/v1/card", headers=anna)).json()
    assert card_of_anna["library"]["documents"] == 1
    assert SECRET not in str(card_of_anna)


async def test_hosts_of_services_are_not_told_to_strangers(services: Services, settings: Settings) -> None:
    changed = settings.model_copy(update={"llm_url": "https://api.example/v1", "llm_model": "large"})
    gate = Gate(frozenset({"testserver"}), Identification(LOCAL_TOKENS, "a-shared-secret-of-enough-length"))
    transport = httpx.ASGITransport(build_app(replace(services, settings=changed), gate))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        stranger = await client.get("/v1/about")
        mine = {"Authorization": f"Bearer {LOCAL_TOKENS.owner}"}
        known = await client.get("/v1/about", headers=mine)
    assert "api.example" not in stranger.text
    assert stranger.json()["recipients"][0]["service"] == "writer"
    assert known.json()["recipients"][0]["where"] == "api.example"


async def test_the_card_comes_as_markdown_too(client: httpx.AsyncClient, as_local: dict[str, str]) -> None:
    response = await client.get("/v1/card?format=md&language=sv", headers=as_local)
    assert response.headers["content-type"].startswith("text/markdown")
    assert response.text.startswith("# Modell- och systemkort för Lärdom")


def of(**changes: Any) -> Card:
    return card(Settings(**changes), "en", EMPTY, TODAY)


MODEL = {"llm_url": "https://api.example/v1", "llm_model": "large"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (MODEL, "| writer | large | unknown"),
        (MODEL, "Text that is public or internal may be sent"),
        ({**MODEL, "outside_classifications": tuple(Classification)}, "public, internal, confidential or restricted"),
        ({**MODEL, "own_services": ("api.example",)}, "a language model (AI) writes the answer"),
        ({"judge": "some.where:Judge"}, "| judge | some.where:Judge |"),
        ({"controller": "Norrfors AB"}, "Norrfors AB is the controller"),
        ({"dpo_contact": "dpo@norrfors.example"}, "Data protection officer: dpo@norrfors.example."),
        ({"answer_threshold": 0.55}, "confidence of 0.55"),
        ({"answer_threshold": 0.55}, "Measured with other settings"),
        ({"processing": {"conversations": {"retention_days": 31}}}, "| 31 |"),
        ({"qdrant_url": "https://q.example"}, "| index | q.example |"),
    ],
)
def test_the_card_changes_with_the_settings(changes: dict[str, Any], says: str) -> None:
    assert says in card_text(of(**changes))
    assert says not in card_text(of())
    assert of(**changes).settings != of().settings


def test_ones_own_model_is_no_recipient() -> None:
    assert of(**MODEL).recipients
    own = of(**MODEL, own_services=("api.example",))
    assert not own.recipients
    assert "Nothing. Models, documents and questions stay" in card_text(own)


def test_the_figures_are_those_of_the_accepted_run_with_its_date_and_command() -> None:
    found = of().quality
    assert found is not None
    figures = {(figure.name, figure.language): figure.value for figure in found.figures}
    assert {language for _, language in figures} == {"all", "sv", "en"}
    assert found.command == "lardom eval run"
    assert all(0 <= value <= 1 for value in figures.values())
    assert f"{found.questions} questions, {found.at.date()}" in card_text(of())


def test_every_language_says_the_same_things_of_itself() -> None:
    swedish, english = (card(Settings(), language, EMPTY, TODAY) for language in ("sv", "en"))  # type: ignore[arg-type]
    assert [each.id for each in swedish.statements] == [each.id for each in english.statements]
    assert all(each.title and each.text for each in (*swedish.statements, *english.statements))


@pytest.mark.parametrize("form", ["md", "json"])
def test_the_card_is_written_by_command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    monkeypatch.setenv("LARDOM_DATA", str(settings.data))
    assert main(["card", "--format", form, "--language", "sv"]) == 0
    written = capsys.readouterr().out
    assert "Lärdom" in written
    assert form == "md" or json.loads(written)["statements"]
