"""docker-compose.yml keeps to the compose specification and to what is promised about safe defaults."""

import re
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from tests.unit.house.tree import read

COMPOSE: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXACT_TAG = re.compile(r"^[\w./-]+:v?\d+\.\d+[\w.-]*$")

each_service = pytest.mark.parametrize("name", sorted(SERVICES))


def test_the_file_is_valid_by_the_compose_specification() -> None:
    compose = PyCompose.from_yaml(yaml.safe_dump(COMPOSE))

    assert set(compose.service_names()) == set(SERVICES)


@pytest.mark.parametrize(
    "mistake",
    [{"read_onyl": True}, {"depends_on": {"qdrant": {"condition": "healthy"}}}, {"ports": ["8765:http"]}],
)
def test_a_mistake_in_the_file_would_be_seen(mistake: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"services\.app"):
        PyCompose.from_yaml(yaml.safe_dump({"services": {"app": {"image": "lardom:1", **mistake}}}))


@each_service
def test_an_image_is_named_by_an_exact_tag(name: str) -> None:
    assert EXACT_TAG.match(SERVICES[name]["image"])


@each_service
def test_a_service_cannot_gain_rights_and_is_limited(name: str) -> None:
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert {"cpus", "memory"} <= service["deploy"]["resources"]["limits"].keys()


def test_only_the_app_is_published_and_only_on_this_machine() -> None:
    assert {name: s["ports"] for name, s in SERVICES.items() if "ports" in s} == {"app": ["127.0.0.1:8765:8765"]}


def test_every_secret_comes_from_the_person_who_deploys() -> None:
    secret = re.compile(r"(PASSWORD|TOKEN|API_KEY|_KEY)$")
    values = {
        (name, key): value
        for name, service in SERVICES.items()
        for key, value in service.get("environment", {}).items()
        if secret.search(key) and value is not None
    }

    assert values
    assert {k: v for k, v in values.items() if not re.fullmatch(r"\$\{\w+:\?set it in \.env\}", v)} == {}
    assert re.findall(r"^(?:\w*(?:PASSWORD|TOKEN|KEY))=(.+)$", read(".env.example"), re.MULTILINE) == []


def test_every_variable_the_file_asks_for_is_explained() -> None:
    asked = set(re.findall(r"\$\{(\w+)", read("docker-compose.yml")))

    assert asked <= set(re.findall(r"^(?:# )?(\w+)=", read(".env.example"), re.MULTILINE))


def test_what_others_wait_for_has_a_health_check() -> None:
    awaited = {dependency for service in SERVICES.values() for dependency in service.get("depends_on", {})}

    assert awaited == {"qdrant", "postgres", "ollama"}
    assert [name for name in awaited if "healthcheck" not in SERVICES[name]] == []


def test_every_named_volume_is_declared_and_used() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert used == set(COMPOSE["volumes"])


def test_the_image_runs_as_an_ordinary_user_and_tells_its_health() -> None:
    dockerfile = read("Dockerfile")
    final_stage = dockerfile[dockerfile.rindex("FROM ") :]

    assert re.search(r"^USER lardom$", final_stage, re.MULTILINE)
    assert "HEALTHCHECK" in final_stage
    assert "--require-hashes" in dockerfile
    assert re.search(r"^ARG PYTHON=python:\d+\.\d+\.\d+-slim", dockerfile, re.MULTILINE)


def test_hosted_ci_uses_actions_by_exact_version() -> None:
    uses = re.findall(r"uses: (\S+)", read(".github/workflows/ci.yml"))

    assert uses
    assert [use for use in uses if not re.search(r"@(v\d+\.\d+\.\d+|[0-9a-f]{40})$", use)] == []
