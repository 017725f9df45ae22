"""What holds for every test: no network beyond this machine, no settings or home of the person who runs them."""

import ipaddress
import os
import sys
import tempfile
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A rule is no less true on a machine that is busy with other things.
settings.register_profile("unhurried", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_configure(config: pytest.Config) -> None:
    """Take the person's own settings and home folder out of reach, for subprocesses too."""
    for name in [name for name in os.environ if name.startswith("LARDOM_")]:
        del os.environ[name]
    home = tempfile.TemporaryDirectory(prefix="lardom-home-")
    config.add_cleanup(home.cleanup)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        del os.environ[name]
    os.environ["HOME"] = home.name
    os.environ["LARDOM_CONFIG"] = os.path.join(home.name, "no-lardom.toml")
    sys.addaudithook(_refuse_foreign_addresses)


def _refuse_foreign_addresses(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook rather than a patched socket: it also sees connections that are made from C."""
    if event != "socket.connect":
        return
    address = args[1]
    if isinstance(address, tuple) and not _on_this_machine(str(address[0])):
        raise RuntimeError(f"A test tried to reach {address[0]}; tests may reach this machine only.")


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_a_skip_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_a_skip_in_ci(report)
    return report


def _fail_a_skip_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """A skipped test proves nothing, so the machine that decides must not let it pass."""
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped, which is a failure in CI: {report.longrepr}"
