"""KPIs over the API: from traces, feedback and reviews in a real registry, to those who may see them."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from uuid import uuid4

import httpx
import pytest

from assistant.schemas.kpis import Kpi, KpiReport
from knowledge.access import Viewer
from knowledge.feedback import Feedback
from knowledge.registry.traces import TraceFigures
from knowledge.store import KnowledgeStore
from tests.integration.assistant.conftest import TODAY, Library

LAST_WEEK = datetime(2026, 11, 18, 9, tzinfo=UTC)


def ask(store: KnowledgeStore, user: str, *groups: str, **changes: object) -> str:
    trace_id = str(uuid4())
    figures = replace(TraceFigures("answered", "sv", 0.8, 250.0), **changes)  # type: ignore[arg-type]
    store.registry.traces.add(trace_id, Viewer(user, frozenset(groups)), {}, figures, at=LAST_WEEK)
    return trace_id


def kpi(report: KpiReport, metric: str) -> Kpi:
    return next(each for each in report.kpis if each.metric == metric)


async def report_of(client: httpx.AsyncClient, **params: str | int) -> KpiReport:
    return KpiReport.model_validate((await client.get("/v1/kpis", params=params)).raise_for_status().json())


async def test_a_week_of_use_is_told_beside_its_goal(client: httpx.AsyncClient, store: KnowledgeStore) -> None:
    traces = [ask(store, f"p{number}", status="abstained" if number == 0 else "answered") for number in range(8)]
    for number, trace_id in enumerate(traces):
        feedback = Feedback(csat=5 if number % 2 else 4)
        store.registry.feedback.give(trace_id, feedback, Viewer(f"p{number}"), TODAY)

    report = await report_of(client, weeks=2)

    assert report.weeks == ("2026-W46", "2026-W47")
    abstained = kpi(report, "use.abstained_rate")
    assert abstained.figure is not None
    assert (abstained.figure.value, abstained.figure.n, abstained.figure.people) == (1 / 8, 8, 8)
    assert [week.figure is None for week in abstained.weeks] == [True, False]
    assert abstained.goal is not None
    assert (abstained.goal.target, abstained.goal.state) == (0.2, "reached")
    csat = kpi(report, "use.csat")
    assert csat.figure is not None
    assert csat.figure.value == 4.5
    assert kpi(report, "use.nps").figure is None
    assert kpi(report, "use.nps").goal.state == "no-data"  # type: ignore[union-attr]


async def test_nothing_is_told_about_four_people(client: httpx.AsyncClient, store: KnowledgeStore) -> None:
    for number in range(4):
        ask(store, f"p{number}", "hr")
    report = await report_of(client)
    assert (report.groups, report.topics) == ((), ())
    assert [each.figure for each in report.kpis] == [None] * len(report.kpis)


async def test_a_group_is_offered_when_it_and_the_rest_are_five(
    client: httpx.AsyncClient, store: KnowledgeStore
) -> None:
    for number in range(11):
        ask(store, f"p{number}", "hr" if number < 6 else "it", *(["board"] if number < 3 else []))
    report = await report_of(client)
    assert report.groups == ("hr", "it")
    asked = kpi(await report_of(client, group="hr"), "use.questions")
    assert asked.figure is not None
    assert (asked.figure.value, asked.goal) == (6, None)
    assert kpi(await report_of(client, group="board"), "use.questions").figure is None
    assert await report_of(client, group="board") == (await report_of(client, group="no-such-group")).model_copy(
        update={"group": "board"}
    )


async def test_topics_are_documents_that_five_people_got_answers_from_and_that_one_may_see(
    client: httpx.AsyncClient, store: KnowledgeStore, library: Library, leave_policy: object, as_local: dict[str, str]
) -> None:
    open_, secret = leave_policy(), leave_policy(title="Secret", reference="S", audience=("board",))  # type: ignore[operator]
    for number in range(7):
        ask(store, f"p{number}", documents=(open_, secret) if number else (open_,))
    told = [(topic.title, topic.people_at_least, topic.weeks) for topic in (await report_of(client)).topics]
    assert told == [("Leave policy", 5, 1), ("Secret", 5, 1)]
    auditor = {**as_local, "X-Lardom-As": "eva", "X-Lardom-Roles": "auditor"}
    seen = KpiReport.model_validate((await client.get("/v1/kpis", headers=auditor)).json())
    assert [topic.title for topic in seen.topics] == ["Leave policy"]


@pytest.mark.parametrize("path", ["/v1/kpis", "/v1/kpis.csv"])
async def test_a_plain_reader_sees_no_kpis(client: httpx.AsyncClient, as_local: dict[str, str], path: str) -> None:
    assert (await client.get(path, headers={**as_local, "X-Lardom-As": "kim"})).status_code == 403


async def test_the_table_has_a_row_for_each_kpi_and_week(client: httpx.AsyncClient, store: KnowledgeStore) -> None:
    for number in range(5):
        ask(store, f"p{number}")
    response = await client.get("/v1/kpis.csv", params={"weeks": 2})
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(response.text.lstrip("\ufeff"))))
    asked = [(row["week"], row["value"]) for row in rows if row["metric"] == "use.questions"]
    assert asked == [("all", "5.0"), ("2026-W46", ""), ("2026-W47", "5.0")]
