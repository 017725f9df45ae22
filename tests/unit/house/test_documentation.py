"""What the documentation says is so."""

import re
from pathlib import Path

import pytest

from assistant.cli import main
from docs import generate
from knowledge.settings import PREFIX, Settings
from tests.unit.house.tree import ROOT, read

PAGES = sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
each_page = pytest.mark.parametrize("page", PAGES, ids=str)


@pytest.mark.parametrize("path", generate.documents(), ids=lambda path: path.name)
def test_generated_documentation_is_in_step_with_the_code(path: Path) -> None:
    assert path.read_text("utf-8") == generate.documents()[path], "Run `make docs`."


def test_the_readme_shows_every_room() -> None:
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and not path.name.startswith((".", "__")) and any(path.glob("*.py"))
    }

    assert folders <= generate.ROOMS.keys()
    assert [room for room in generate.ROOMS if not (ROOT / room).is_dir()] == []


def test_every_effect_of_a_setting_belongs_to_a_setting() -> None:
    assert generate.AFTER_A_CHANGE.keys() <= Settings.model_fields.keys()


@each_page
def test_a_setting_that_is_named_exists(page: Path) -> None:
    # A secret may come from a file (`_FILE`).
    named = {
        name.lower().removesuffix("_file") for name in re.findall(rf"\b{PREFIX}([A-Z][A-Z_]*[A-Z])\b", read(str(page)))
    }

    assert named - {"config", "llm", "test_qdrant_url"} <= Settings.model_fields.keys()


@each_page
def test_a_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target, anchor in LINK.findall(read(str(page))):
        path = (ROOT / page.parent / target) if target else ROOT / page
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            broken.append(f"{target}#{anchor}")

    assert broken == []


@each_page
def test_a_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))

    assert set(re.findall(r"(?:^ +|`|&& )make ([a-z]+)\b", read(str(page)), re.MULTILINE)) <= targets


def test_the_first_answer_stands_within_thirty_lines() -> None:
    beginning = "\n".join(read("README.md").splitlines()[:30])

    assert "make run" in beginning
    assert 'make ask Q="' in beginning


def test_every_command_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out.partition("commands:\n")[2]
    offered = set(re.findall(r"^  ([a-z]+)", listed, re.MULTILINE))

    assert set(re.findall(r"^\| `lardom ([a-z]+)", read("docs/commands.md"), re.MULTILINE)) == offered != set()


def test_the_changelog_is_in_keep_a_changelog_form() -> None:
    text = read("CHANGELOG.md")
    versions = re.findall(r"^## (.+)$", text, re.MULTILINE)
    sections = set(re.findall(r"^### (.+)$", text, re.MULTILINE))

    assert versions[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", version) for version in versions[1:])
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_each_decision_has_a_number_of_its_own_and_says_its_status() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))

    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", record.name) for record in records)
    assert len({record.name[:4] for record in records}) == len(records)
    assert [
        r.name for r in records if not re.search(r"^Status: \w+, \d{4}-\d{2}-\d{2}", r.read_text("utf-8"), re.M)
    ] == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
