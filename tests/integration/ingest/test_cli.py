"""`lardom ingest` on its own and through the server that has the data folder open."""

import io
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from ingest.cli import ProgressPrinter, command, reindex
from ingest.report import Progress
from ingest.through_server import ingest_through
from knowledge.errors import Conflict, Refused, Unavailable
from knowledge.running import RunningServer, announced

JOB = {
    "id": "7",
    "state": "running",
    "done": 0,
    "total": 1,
    "current": "a.md",
    "seconds_left": 2.0,
    "reports": [],
    "error": "",
}
LINE = {"source": "a.md", "outcome": "added", "detail": "", "document_id": "d", "passages": 3}


class Server(BaseHTTPRequestHandler):
    """Answers as the API does: takes a job in, and has it done when it is asked for."""

    received: ClassVar[list[tuple[str, str | None, object]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append((self.path, self.headers["Authorization"], body))
        if "forbidden" in body["paths"][0]:
            self._answer(422, {"title": "refused", "detail": "No such path.", "remedy": "Give another."})
        else:
            self._answer(202, JOB | {"id": "8" if "outage" in body["paths"][0] else "7"})

    def do_GET(self) -> None:
        if self.path.endswith("/8"):
            self._answer(200, JOB | {"state": "failed", "error": "The index failed."})
        else:
            self._answer(200, JOB | {"state": "done", "reports": [LINE]})

    def _answer(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class Steps:
    def __init__(self) -> None:
        self.seen: list[Progress] = []

    def progressed(self, progress: Progress) -> None:
        self.seen.append(progress)


@pytest.fixture
def running() -> Iterator[RunningServer]:
    Server.received.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield RunningServer(f"http://127.0.0.1:{server.server_port}", "secret", os.getpid())
        server.shutdown()
        thread.join()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    monkeypatch.setenv("LARDOM_DATA", str(made))
    return made


def test_paths_go_to_the_server_with_its_token_and_its_report_comes_back(running: RunningServer) -> None:
    steps = Steps()

    report = ingest_through(running, [Path("a.md")], steps)

    assert Server.received == [("/v1/ingest", "Bearer secret", {"paths": [str(Path("a.md").absolute())]})]
    assert [progress.seconds_left for progress in steps.seen] == [2.0]
    assert (report.as_json()["added"], report.passages) == (1, 3)


def test_what_the_server_refuses_and_what_fails_there_is_told_with_its_remedy(running: RunningServer) -> None:
    with pytest.raises(Refused, match=r"No such path\. Give another\."):
        ingest_through(running, [Path("forbidden")], Steps())
    with pytest.raises(Unavailable, match=r"The index failed\. What was read by then is kept"):
        ingest_through(running, [Path("outage")], Steps())


def test_a_server_that_does_not_answer_is_told_as_such() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        ingest_through(RunningServer("http://127.0.0.1:9", "secret", 1), [Path("a.md")], Steps())


def test_the_command_goes_through_a_running_server_and_reindexing_does_not(
    running: RunningServer, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with announced(data, running):
        assert command(["--json", "a.md"]) == 0
        with pytest.raises(Conflict, match="Stop it"):
            reindex([])
    assert json.loads(capsys.readouterr().out)["added"] == 1


def test_the_command_reads_a_folder_and_rebuilds_a_lost_index(
    data: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.joinpath("a.md").write_text("# Policy\n\nÄgaren granskar policyn årligen.", "utf-8")
    folder.joinpath("b.zip").write_bytes(b"no archive")

    assert command([str(folder), "--json"]) == 1
    output = capsys.readouterr().out
    report = json.loads(output)
    assert output.count("\n") == 1
    assert (report["added"], report["passages"], len(report["failed"])) == (1, 1, 1)

    assert reindex([]) == 0
    assert capsys.readouterr().out == "1 documents, 1 passages are in the index.\n"
    assert command([str(folder / "a.md")]) == 0
    assert capsys.readouterr().out.startswith("1 unchanged; 1 passages")


def test_wrong_use_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command([])
    assert stopped.value.code == 2


def test_progress_is_a_line_that_changes_in_a_terminal_and_rare_lines_elsewhere() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        printer = ProgressPrinter(stream, every_s=0.0)
        printer.progressed(Progress(1, 2, "a.md", None))
        printer.finish()
    assert terminal.getvalue().startswith("\r1/2: a.md")
    assert terminal.getvalue().endswith("\r")
    assert file.getvalue() == "1/2: a.md\n"
