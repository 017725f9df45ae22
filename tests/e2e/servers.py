"""Servers in processes of their own, for as long as a test needs them."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.fixtures.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider

# Generous, for machines that are busy with other things.
START_S = 300


@contextmanager
def serving(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until_answering(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} does not answer:\n{log.read_text('utf-8', 'replace')}")


def ingest(http: httpx.Client, knowledge: Path, documents: int = 5) -> None:
    job = http.post("/v1/ingest", json={"paths": [str(knowledge)]}).raise_for_status().json()
    deadline = time.monotonic() + START_S
    while job["state"] in {"queued", "running"} and time.monotonic() < deadline:
        time.sleep(0.1)
        job = http.get(f"/v1/jobs/{job['id']}").raise_for_status().json()
    assert [report["outcome"] for report in job["reports"]] == ["added"] * documents, job


def tell(server: str, what: str, **how: str | bool) -> None:
    """Tell the API of `failing_server` what to do next."""
    httpx.post(f"{server}/{what}", params=how, timeout=START_S, trust_env=False).raise_for_status()


@contextmanager
def as_this_machine(url: str, data: Path) -> Iterator[httpx.Client]:
    """The API of the server at `url`, asked with the token that it leaves in its data folder."""
    token = json.loads((data / "server.json").read_text("utf-8"))["token"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=START_S, trust_env=False) as http:
        yield http


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def signed_in_to(
    provider: IdentityProvider,
    folder: Path,
    documents: Mapping[str, str],
    roles: Mapping[str, Sequence[str]],
    **settings: str,
) -> Iterator[str]:
    """The address of a server that people sign in to, with Markdown files by their names taken in."""
    knowledge = folder / "knowledge"
    knowledge.mkdir()
    for name, text in documents.items():
        (knowledge / name).write_text(text, "utf-8")
    port = free_port()
    url, log = f"http://127.0.0.1:{port}", folder / "log.txt"
    provider.redirects.add(f"{url}/oauth2callback")
    environment = {
        **os.environ,
        "LARDOM_DATA": str(folder / "data"),
        "LARDOM_PORT": str(port),
        "LARDOM_OIDC_ISSUER": provider.issuer,
        "LARDOM_OIDC_CLIENT_ID": CLIENT_ID,
        "LARDOM_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "LARDOM_OIDC_REDIRECT": f"{url}/oauth2callback",
        "LARDOM_OIDC_ROLES": json.dumps(roles),
        **settings,
    }
    with serving([str(Path(sys.executable).with_name("lardom")), "serve"], environment, log) as server:
        wait_until_answering(url + "/health", server, log)
        with as_this_machine(url, folder / "data") as http:
            ingest(http, knowledge, documents=len(documents))
        yield url
