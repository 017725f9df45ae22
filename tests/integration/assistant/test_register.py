"""The register (Art. 30) and the impact assessment's input (Art. 35) say what is configured, in both languages."""

import json
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from assistant.cli import main
from assistant.processing_register.impact import build_impact, impact_markdown
from assistant.processing_register.register import build_register, register_markdown
from assistant.schemas.answers import AS_USER_HEADER, ROLES_HEADER
from assistant.schemas.register import Impact, Register
from knowledge.access import Role
from knowledge.personal_data.holdings import INVENTORY
from knowledge.personal_data.processing import DataKind
from knowledge.settings import ProcessingRule, Settings

TODAY = date(2026, 11, 28)
CONFIGURED = Settings(
    controller="Granvärde AB",
    controller_contact="info@granvarde.example",
    dpo_contact="Eeva Lindroos",
    llm_url="https://api.example.org/v1",
    llm_model="large",
    outside_classifications=("public", "internal"),  # type: ignore[arg-type]
    processing={DataKind.CONVERSATIONS: ProcessingRule(retention_days=90, legal_basis="Avtal")},
)


def test_every_kind_and_every_table_with_personal_data_stands_in_the_register() -> None:
    register = build_register(CONFIGURED, TODAY, "sv")

    assert {activity.kind for activity in register.activities} == set(DataKind)
    named = {place for activity in register.activities for place in activity.places}
    assert {name for name, table in INVENTORY.tables.items() if table.personal} <= named
    assert {place.name for place in INVENTORY.places} <= named


def test_the_register_says_what_the_settings_say() -> None:
    paper = register_markdown(build_register(CONFIGURED, TODAY, "sv"))

    assert "Granvärde AB (info@granvarde.example)" in paper
    assert "90 dagar, raderas därefter" in paper
    assert "api.example.org (writer): frågor, och de textställen som svar bygger på" in paper
    assert "EJ ANGIVEN" not in paper


def test_what_is_missing_is_an_open_point() -> None:
    register = build_register(Settings(), TODAY, "en")

    assert register.recipients == ()
    assert [point for point in register.open_points if point.startswith("Set `")] == [
        "Set `controller` in the settings",
        "Set `controller_contact` in the settings",
        "Set `dpo_contact` in the settings",
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_impact_input_has_risks_with_measured_figures_and_points_to_fill_in(language: str) -> None:
    impact = build_impact(CONFIGURED, TODAY, language)  # type: ignore[arg-type]

    assert len(impact.risks) == 6
    figures = {figure.name: figure.value for risk in impact.risks for figure in risk.figures}
    assert figures["rights.leaks"] == 0
    assert figures["answer.supported_rate"] is not None
    assert all(risk.measures and risk.remaining for risk in impact.risks)
    assert all(point in impact_markdown(impact) for point in impact.open_points)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.READER, 403), (Role.OWNER, 403), (Role.AUDITOR, 200), (Role.ADMINISTRATOR, 200)]
)
async def test_administrators_and_auditors_read_both(
    client: httpx.AsyncClient, as_local: dict[str, str], role: Role, status: int
) -> None:
    headers = {**as_local, AS_USER_HEADER: "somebody", ROLES_HEADER: role.value}
    kinds: dict[str, Callable[[bytes], object]] = {
        "/v1/register": Register.model_validate_json,
        "/v1/impact": Impact.model_validate_json,
    }
    for path, read in kinds.items():
        response = await client.get(path, headers=headers)
        assert response.status_code == status
        if status == 200:
            read(response.content)
            paper = await client.get(path, params={"form": "md", "language": "sv"}, headers=headers)
            assert paper.text.startswith("# ")


def test_the_commands_print_markdown_or_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "export", "--format", "json", "--language", "en"]) == 0
    Register.model_validate(json.loads(capsys.readouterr().out))
    assert main(["impact", "export"]) == 0
    assert capsys.readouterr().out.startswith("# Underlag för konsekvensbedömning")
