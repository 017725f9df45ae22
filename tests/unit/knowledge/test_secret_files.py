"""Secrets from files."""

from pathlib import Path

import pytest

from knowledge.errors import SettingsError
from knowledge.settings import Origin, files_of_secrets, load_settings, origins_of_secrets


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text("en hemlighet med åäö\n", encoding="utf-8")
    return file


def test_a_secret_is_read_from_the_file_that_is_named_without_its_line_end(
    secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LARDOM_ACCESS_TOKEN_FILE", str(secret))
    monkeypatch.setenv("LARDOM_QDRANT_KEY", "open")
    settings = load_settings()
    assert settings.access_token is not None
    assert settings.access_token.get_secret_value() == "en hemlighet med åäö"
    assert origins_of_secrets(settings) == {"access_token": Origin.FILE, "qdrant_key": Origin.OPEN}
    assert list(files_of_secrets(settings)) == [secret]


def test_a_secret_that_is_given_twice_is_refused(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARDOM_ACCESS_TOKEN_FILE", str(secret))
    monkeypatch.setenv("LARDOM_ACCESS_TOKEN", "another secret of length")
    with pytest.raises(SettingsError, match="both set"):
        load_settings()


def test_a_file_that_cannot_be_read_is_named_and_its_rules_are_those_of_the_setting(
    secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LARDOM_ACCESS_TOKEN_FILE", str(secret.with_name("none")))
    with pytest.raises(SettingsError, match="none"):
        load_settings()
    secret.write_text("short", encoding="utf-8")
    monkeypatch.setenv("LARDOM_ACCESS_TOKEN_FILE", str(secret))
    with pytest.raises(SettingsError, match="16 characters"):
        load_settings()


def test_only_secrets_come_from_files(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARDOM_HOST_FILE", str(secret))
    with pytest.raises(SettingsError, match="LARDOM_HOST_FILE"):
        load_settings()
