"""An ingest put to the server that has the data folder open, over HTTP with its local token."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from ingest.pipeline import Watch
from ingest.report import IngestReport, Progress
from knowledge.errors import LardomError, Refused, Unavailable
from knowledge.jobs import JobState, Outcome, SourceReport
from knowledge.running import RunningServer

_TIMEOUT_S = 30.0
_POLL_S = 0.5


def ingest_through(server: RunningServer, paths: Sequence[Path], watch: Watch) -> IngestReport:
    """Submit the paths as a job and follow it to its end. Raises Unavailable, Refused."""
    began = time.monotonic()
    headers = {"Authorization": f"Bearer {server.token}"}
    # The server is on this machine: a proxy of the environment has no part in it.
    with httpx.Client(base_url=server.url, headers=headers, timeout=_TIMEOUT_S, trust_env=False) as http:
        job = _sent(http, "POST", "/v1/ingest", {"paths": [str(path.absolute()) for path in paths]})
        while job["state"] in (JobState.QUEUED, JobState.RUNNING):
            watch.progressed(Progress(job["done"], job["total"], job["current"], job["seconds_left"]))
            time.sleep(_POLL_S)
            job = _sent(http, "GET", f"/v1/jobs/{job['id']}")
    if job["state"] == JobState.FAILED:
        raise Unavailable(job["error"], "What was read by then is kept; run the same command again.")
    reports = tuple(SourceReport(**{**line, "outcome": Outcome(line["outcome"])}) for line in job["reports"])
    return IngestReport(reports, time.monotonic() - began)


def _sent(http: httpx.Client, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        response = http.request(method, path, json=body)
        answer: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(
            f"The Lärdom server that has the data folder open does not answer ({type(error).__name__}).",
            "See its log, or stop it and run the command again.",
        ) from error
    if response.is_error:
        raise _problem(response.status_code, answer)
    return answer


def _problem(status: int, problem: dict[str, Any]) -> LardomError:
    kind = Refused if status < 500 else Unavailable
    message = str(problem.get("detail") or problem.get("title") or f"HTTP {status}")
    return kind(message, str(problem.get("remedy") or ""))
