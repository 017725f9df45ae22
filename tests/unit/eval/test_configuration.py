"""What a run's figures depend on is written down, and nothing that is secret."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from eval.runs.configuration import documents_digest, git_revision, library_versions, settings_without_secrets
from knowledge.settings import Settings


def test_no_setting_that_is_or_may_hold_a_secret_is_kept() -> None:
    secrets = {
        name: SecretStr("correct-horse-battery")
        for name, field in Settings.model_fields.items()
        if "SecretStr" in str(field.annotation)
    }
    settings = Settings(
        **secrets,
        data=Path("/srv/secret-place"),
        llm_url="http://user:correct-horse-battery@models/v1",
        llm_model="mistral",
        embedding_options={"api_key": "correct-horse-battery"},
    )
    kept = settings_without_secrets(settings)
    assert secrets.keys().isdisjoint(kept)
    assert "correct-horse" not in str(kept)
    assert "secret-place" not in str(kept)
    assert kept["llm_model"] == "mistral"
    assert kept["answer_threshold"] == 0.4


def test_the_documents_are_known_by_their_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one", encoding="utf-8")
    first = documents_digest(tmp_path)
    assert documents_digest(tmp_path) == first
    (tmp_path / "a.md").write_text("two", encoding="utf-8")
    second = documents_digest(tmp_path)
    (tmp_path / "a.md").rename(tmp_path / "b.md")
    assert len({first, second, documents_digest(tmp_path)}) == 3


def test_the_libraries_are_those_that_are_asked_for() -> None:
    versions = library_versions()
    assert versions["numpy"]
    assert "pytest" not in versions


@pytest.mark.parametrize("folder", ["/", "/nowhere"])
def test_outside_of_git_there_is_no_revision(folder: str) -> None:
    assert git_revision(Path(folder)) is None
