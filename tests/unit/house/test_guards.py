"""The guards of tests/conftest.py hold."""

import os
import socket
from pathlib import Path

import pytest

SKIPPING = """
import pytest

def test_skips():
    pytest.skip("no tool")

def test_runs():
    pass
"""
CONFTEST = Path(__file__).parents[2] / "conftest.py"


def test_a_test_cannot_reach_another_machine() -> None:
    with socket.socket() as client, pytest.raises(RuntimeError, match="this machine only"):
        client.connect(("192.0.2.1", 80))


def test_a_test_reaches_a_server_on_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=60).close()


def test_a_test_sees_neither_the_home_folder_nor_the_settings_of_who_runs_it() -> None:
    assert Path.home().name.startswith("lardom-home-")
    assert not Path(os.environ["LARDOM_CONFIG"]).exists()


@pytest.mark.parametrize(("ci", "passed"), [("true", False), ("", True)])
def test_a_skipped_test_fails_in_ci_only(ci: str, passed: bool, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    pytester.makepyfile(SKIPPING)

    run = pytester.run("env", f"CI={ci}", *pytester._getpytestargs(), "-p", "no:cacheprovider")

    assert (run.ret == pytest.ExitCode.OK) is passed
    run.assert_outcomes(passed=1, skipped=int(passed), failed=int(not passed))
