import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.parsing.frames import ParseOptions
from ingest.worker import ParsingProcess
from knowledge.errors import UnreadableSource

_LIMITS = ParseOptions(memory_mb=1024, timeout_s=60.0)
_HURRIED = ParseOptions(memory_mb=1024, timeout_s=2.0)


@pytest.fixture
def process() -> Iterator[ParsingProcess]:
    with ParsingProcess(_LIMITS, reader="tests.fixtures.readers:misbehave") as process:
        yield process


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("innehåll")
    return path


@pytest.fixture
def hurried() -> Iterator[ParsingProcess]:
    with ParsingProcess(_HURRIED, reader="tests.fixtures.readers:misbehave") as process:
        yield process


def _text(process: ParsingProcess, path: Path, name: str = "good") -> str:
    return process.parse(path, name).elements[0].text


@pytest.mark.parametrize(
    ("behaviour", "reason", "remedy"),
    [
        ("crash", "crashed the parser (SIGSEGV)", "save it again"),
        ("exit", "crashed the parser (exit code 3)", "save it again"),
        ("hoard", "more than 1024 MB of memory", "parse_memory_mb"),
        ("fail", "damaged, or not what its name says (ZeroDivisionError)", "save it again"),
        ("nest", "nested too deeply", "simpler form"),
        ("large", "crashed the parser (SIGXFSZ)|damaged", "save it again"),
    ],
)
def test_a_file_that_takes_the_parser_down_is_refused_and_the_next_one_is_read(
    process: ParsingProcess, file: Path, behaviour: str, reason: str, remedy: str
) -> None:
    with pytest.raises(UnreadableSource) as refused:
        process.parse(file, behaviour)

    assert any(part in refused.value.message for part in reason.split("|"))
    assert remedy in refused.value.remedy
    assert _text(process, file) == "innehåll"


def test_a_hang_ends_at_the_limit_with_everything_it_started(hurried: ParsingProcess, file: Path) -> None:
    started = time.monotonic()

    with pytest.raises(UnreadableSource, match="took more than 2 seconds") as refused:
        hurried.parse(file, "hang")

    assert "parse_timeout_s" in refused.value.remedy
    # The hang itself would last ten minutes.
    assert time.monotonic() - started < 60


def test_what_a_library_prints_does_not_pass_for_an_answer(process: ParsingProcess, file: Path) -> None:
    assert _text(process, file, "print") == "innehåll"


def test_one_process_reads_file_after_file(file: Path) -> None:
    with ParsingProcess(_LIMITS, reader="tests.fixtures.readers:loaded") as process:
        assert _text(process, file).split()[0] == _text(process, file).split()[0]


def test_the_process_is_gone_with_its_folder_when_closed(file: Path) -> None:
    with ParsingProcess(_LIMITS, reader="tests.fixtures.readers:environment") as process:
        folder = Path(_text(process, file).split()[-1])
        assert folder.is_dir()

    assert not folder.exists()


def test_nothing_of_our_environment_reaches_the_process(file: Path) -> None:
    os.environ["LARDOM_TEST_SECRET"] = "hemligt"
    try:
        with ParsingProcess(_LIMITS, reader="tests.fixtures.readers:environment") as process:
            names = _text(process, file).split()
    finally:
        del os.environ["LARDOM_TEST_SECRET"]

    assert not [name for name in names if name.startswith("LARDOM_")]
    assert {"DO_NOT_TRACK", "UNSTRUCTURED_DISABLE_NOTICE", "OMP_NUM_THREADS"} <= set(names)


def test_the_process_reaches_no_network_not_even_this_machine(file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        file.write_text(f"127.0.0.1 {server.getsockname()[1]}")
        with ParsingProcess(_LIMITS, reader="tests.fixtures.readers:network") as process:
            outcomes = _text(process, file)

    assert outcomes == "PermissionError PermissionError PermissionError"


def test_a_process_that_cannot_start_says_why(file: Path) -> None:
    with (
        ParsingProcess(_LIMITS, reader="tests.fixtures.no_such_module:read") as process,
        pytest.raises(UnreadableSource, match="no_such_module"),
    ):
        process.parse(file, "a.txt")


def test_the_process_dies_with_its_parent(tmp_path: Path, file: Path) -> None:
    program = (
        "import os, pathlib, sys\n"
        "from ingest.parsing.frames import ParseOptions\n"
        "from ingest.worker import ParsingProcess\n"
        "process = ParsingProcess(ParseOptions(), reader='tests.fixtures.readers:loaded')\n"
        "print(process.parse(pathlib.Path(sys.argv[1]), 'a').elements[0].text.split()[0], flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    parent = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False)
    child = int(parent.stdout)

    deadline = time.monotonic() + 60
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_the_parent_imports_none_of_the_parsing_libraries() -> None:
    program = (
        "import sys\n"
        "import ingest.worker, ingest.discover, ingest.properties\n"
        "heavy = {'unstructured', 'spacy', 'pdfplumber', 'pypdfium2', 'pandas', 'lxml', 'openpyxl', 'pytesseract'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"
