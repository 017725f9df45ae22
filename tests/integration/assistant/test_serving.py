"""`lardom serve`, `ask`, `search` and `doctor` as real processes, the way a person runs them."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

READY_TIMEOUT_S = 300


@dataclass
class Lardom:
    """Runs commands with a data folder and a port of their own."""

    data: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "LARDOM_DATA": str(self.data),
            "LARDOM_PORT": str(self.port),
            "LARDOM_EMBEDDING_THREADS": "1",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300, check=False)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "assistant", "serve", *arguments]
        return subprocess.Popen(command, env=self.environment, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def lardom(tmp_path: Path) -> Lardom:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Lardom(tmp_path / "data", free.getsockname()[1])


@pytest.fixture
def server(lardom: Lardom) -> Iterator["subprocess.Popen[str]"]:
    process = lardom.start()
    try:
        _wait_until_ready(lardom, process)
        yield process
    finally:
        process.kill()
        process.communicate()


def _wait_until_ready(lardom: Lardom, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + READY_TIMEOUT_S
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr and process.stderr.read()
        try:
            if httpx.get(f"http://127.0.0.1:{lardom.port}/ready", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("The server did not become ready.")


def test_a_running_server_answers_the_command_line_and_stops_cleanly(
    lardom: Lardom, server: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    where = lardom.data / "server.json"
    assert stat.S_IMODE(where.stat().st_mode) == 0o600
    running = json.loads(where.read_text())

    document = tmp_path / "leave.md"
    document.write_text("# Leave policy\n\nEvery employee has 30 days of paid holiday a year.\n")
    local = {"Authorization": f"Bearer {running['token']}"}
    accepted = httpx.post(
        f"{running['url']}/v1/ingest", json={"paths": [str(document)]}, headers=local, timeout=60, trust_env=False
    )
    assert accepted.status_code == 202

    asked = lardom.run("ask", "How many days of paid holiday does an employee have?", "--json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert (answer["status"], answer["citations"][0]["quote"]) == (
        "answered",
        "Every employee has 30 days of paid holiday a year.",
    )
    assert httpx.get(f"{running['url']}/v1/conversations", timeout=60, trust_env=False).json() == {"conversations": []}

    found = json.loads(lardom.run("search", "paid holiday", "--json", "--limit", "1").stdout)
    assert [hit["title"] for hit in found["hits"]] == ["Leave policy"]

    loaded = Path(f"/proc/{server.pid}/maps").read_text() if Path("/proc").is_dir() else ""
    assert not re.search("spacy|torch", loaded)

    server.send_signal(signal.SIGTERM)
    _, log = server.communicate(timeout=120)
    assert "Traceback" not in log
    assert "holiday" not in log
    assert running["token"] not in log
    assert not where.exists()

    alone = lardom.run("ask", "How many days of paid holiday does an employee have?")
    assert alone.returncode == 0, alone.stderr
    assert "30 days of paid holiday a year. [1]" in alone.stdout
    assert "Leave policy" in alone.stdout


def test_with_nothing_taken_in_ask_says_so_and_what_to_do(lardom: Lardom) -> None:
    asked = lardom.run("ask", "Hur många semesterdagar har jag?", "--json")
    assert (asked.returncode, asked.stdout) == (3, "")
    assert "lardom ingest" in asked.stderr


def test_listening_on_every_address_without_a_token_is_refused_at_once(lardom: Lardom) -> None:
    refused = lardom.run("serve", "--host", "0.0.0.0")
    assert refused.returncode == 3
    assert "LARDOM_ACCESS_TOKEN" in refused.stderr


def test_doctor_says_what_works_and_what_to_do(lardom: Lardom) -> None:
    told = lardom.run("doctor", "--json")
    checks = {check["what"]: check for check in json.loads(told.stdout)["checks"]}
    assert told.returncode == 0
    assert checks["embedding and index"]["level"] == "ok"
    assert "lardom ingest" in checks["registry"]["detail"]
    assert "LARDOM_ANSWER_THRESHOLD" in lardom.run("doctor", "--settings").stdout


def test_help_loads_nothing_heavy_and_a_wrong_command_is_wrong_use(lardom: Lardom) -> None:
    helped = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "assistant", "--help"], capture_output=True, text=True, check=True
    )
    assert "ingest" in helped.stdout
    assert not re.search(r"\b(fastapi|numpy|sqlalchemy|streamlit|qdrant_edge)\b", helped.stderr)
    assert lardom.run("aks").returncode == 2
