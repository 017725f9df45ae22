"""Metrics: off by default, behind the gate, and about nobody."""

import json
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from assistant.api.app import build_app
from assistant.api.identity import Identification
from assistant.api.security import Gate
from assistant.api.services import Services
from assistant.serving.observing import build_watch
from tests.integration.assistant.conftest import LOCAL_TOKENS

DASHBOARD = Path(__file__).parents[3] / "docs" / "grafana" / "lardom.json"


@pytest.fixture
def watched(services: Services) -> httpx.AsyncClient:
    watch = build_watch(services.settings.model_copy(update={"metrics": True}), services.store)
    counted = replace(services, assistant=watch.over(services.assistant), watch=watch)
    app = build_app(counted, Gate(frozenset({"testserver"}), Identification(LOCAL_TOKENS)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver")


async def asked(client: httpx.AsyncClient) -> str:
    question = {"question": "Karin asks: how many days of paid holiday does every employee have?", "stream": False}
    assert (await client.post("/v1/ask", json=question)).status_code == 200
    assert (await client.get("/v1/jobs/no-such-job")).status_code == 404
    assert (await client.get("/v1/no-such-route")).status_code == 404
    return (await client.get("/metrics")).raise_for_status().text


async def test_answers_stages_requests_and_jobs_are_counted(watched: httpx.AsyncClient, leave_policy: object) -> None:
    leave_policy()  # type: ignore[operator]
    text = await asked(watched)
    assert 'lardom_answers_total{language="en",status="answered"} 1.0' in text
    assert 'lardom_stage_seconds_count{stage="total"} 1.0' in text
    assert 'lardom_requests_total{method="GET",route="/v1/jobs/{job_id}",status="404"} 1.0' in text
    assert 'lardom_requests_total{method="GET",route="other",status="404"} 1.0' in text
    assert 'lardom_jobs{state="failed"} 0.0' in text
    assert "lardom_documents 1.0" in text


async def test_nothing_typed_no_name_and_no_id_is_in_the_metrics(
    watched: httpx.AsyncClient, leave_policy: object
) -> None:
    leave_policy()  # type: ignore[operator]
    text = await asked(watched)
    for word in ("Karin", "holiday", "no-such-job", "no-such-route", "local"):
        assert word not in text


async def test_the_dashboard_asks_for_metrics_that_there_are(watched: httpx.AsyncClient, leave_policy: object) -> None:
    leave_policy()  # type: ignore[operator]
    exported = set(re.findall(r"^(lardom_\w+)", await asked(watched), re.MULTILINE))
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    named = {name for panel in panels for each in panel["targets"] for name in re.findall(r"lardom_\w+", each["expr"])}
    assert named <= exported
    assert len(named) >= 8


async def test_metrics_are_off_unless_set(client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics")).status_code == 404


async def test_metrics_are_behind_the_gate(guarded: httpx.AsyncClient, as_local: dict[str, str]) -> None:
    assert (await guarded.get("/metrics")).status_code == 401
    reader = {**as_local, "X-Lardom-As": "kim"}
    assert (await guarded.get("/metrics", headers=reader)).status_code == 403
