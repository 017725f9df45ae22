"""The pilot's documents are complete, agree with each other where they should, and are odd only where it is meant."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import yaml

from knowledge.documents import Classification, Kind, Properties, Status
from pilot.build import KNOWLEDGE, PILOT, SOURCES
from pilot.source import FRONT_MATTER

TODAY = date(2026, 11, 23)
KEYS = set(Properties.__dataclass_fields__)
REFERENCE = re.compile(r"GV-(?:POL|PB|LES|REF)-\d{3}(?:-(?:EN|SV))?")
OWNER = re.compile(r"[^,<>]+, [^,<>]+ <[a-z.\-]+@granvarde\.example>")
MAIL_DOMAIN = re.compile(r"@([\w.\-]*\w)")
LESSON_PARTS = {
    "en": ("What happened", "Cause", "Lesson", "Recommendation", "Applies to"),
    "sv": ("Vad hände?", "Orsak", "Lärdom", "Rekommendation", "Gäller för"),
}


@dataclass(frozen=True)
class Entry:
    path: Path
    properties: Properties
    text: str


def read_entry(path: Path) -> Entry:
    sidecar = path.with_name(path.name + ".meta.yaml")
    front, text = None, _text_of(path)
    if match := FRONT_MATTER.match(text):
        front, text = match[1], match[2]
    if path.suffix == ".md":
        assert front is not None, f"{path.name} has no front matter"
        assert not sidecar.exists()
        return Entry(path, read_properties(front), text)
    return Entry(path, read_properties(sidecar.read_text("utf-8")), text)


def _text_of(path: Path) -> str:
    source = SOURCES / f"{path.name}.md"
    if source.exists():
        return source.read_text("utf-8")
    if path.suffix == ".eml":
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        return f"{message['subject']}\n{message['from']}\n{message.get_content()}"
    return path.read_text("utf-8")


def read_properties(text: str) -> Properties:
    values = yaml.safe_load(text)
    assert set(values) <= KEYS, set(values) - KEYS
    for key in ("audience", "supersedes", "tags", "questions"):
        values[key] = tuple(values[key])
    for key in ("valid_from", "valid_until", "review_by"):
        assert isinstance(values.get(key), date | None)
    for key in ("title", "language", "owner", "reference", "version"):
        assert isinstance(values[key], str)
        assert values[key]
    values |= {
        "kind": Kind(values["kind"]),
        "status": Status(values["status"]),
        "classification": Classification(values["classification"]),
    }
    return Properties(**values)


ENTRIES = [read_entry(path) for path in sorted(KNOWLEDGE.iterdir()) if not path.name.endswith(".meta.yaml")]
by_name = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.path.name)


def references(entries: list[Entry]) -> set[str]:
    return {entry.properties.reference for entry in entries}


def entry_of(reference: str) -> Entry:
    (found,) = [entry for entry in ENTRIES if entry.properties.reference == reference]
    return found


@by_name
def test_a_document_is_named_by_its_number_and_says_it(entry: Entry) -> None:
    assert entry.path.name.startswith(entry.properties.reference)
    if entry.path.suffix not in (".eml", ".csv", ".md"):
        assert entry.properties.reference.removesuffix("-EN") in entry.text


@by_name
def test_a_document_has_an_owner_with_role_name_and_address(entry: Entry) -> None:
    assert OWNER.fullmatch(entry.properties.owner)


@by_name
def test_every_mail_address_is_invented(entry: Entry) -> None:
    assert set(MAIL_DOMAIN.findall(entry.text)) <= {"granvarde.example"}


@by_name
def test_every_document_number_that_is_mentioned_exists(entry: Entry) -> None:
    assert set(REFERENCE.findall(entry.text)) <= references(ENTRIES)


@by_name
def test_questions_are_suggested_for_what_anyone_may_read_and_rely_on(entry: Entry) -> None:
    properties = entry.properties
    superseded = properties.reference in {old for other in ENTRIES for old in other.properties.supersedes}
    in_force = properties.status is Status.PUBLISHED and (properties.valid_from or TODAY) <= TODAY and not superseded
    expected = range(1, 4) if in_force and properties.audience == ("all",) else range(1)
    assert len(properties.questions) in expected
    assert all(question.endswith("?") for question in properties.questions)


def test_numbers_are_unique() -> None:
    assert len(references(ENTRIES)) == len(ENTRIES)


def test_a_third_is_in_swedish_and_every_format_is_there() -> None:
    languages = Counter(entry.properties.language for entry in ENTRIES)
    assert set(languages) == {"sv", "en"}
    assert 0.3 < languages["sv"] / len(ENTRIES) < 0.5
    formats = {entry.path.suffix for entry in ENTRIES}
    assert formats == {".md", ".html", ".docx", ".pptx", ".xlsx", ".pdf", ".eml", ".txt", ".csv"}


def test_translations_share_kind_owner_and_dates_with_the_original() -> None:
    translated = [reference for reference in references(ENTRIES) if reference.endswith(("-EN", "-SV"))]
    assert len(translated) == 3
    for reference in translated:
        translation, original = entry_of(reference).properties, entry_of(reference[:-3]).properties
        assert translation.language != original.language
        for key in ("kind", "version", "valid_from", "review_by", "audience"):
            assert getattr(translation, key) == getattr(original, key)
        assert translation.owner.split("<")[1] == original.owner.split("<")[1]


def test_one_policy_is_superseded_and_still_lies_beside_its_successor() -> None:
    pairs = {(entry.properties.reference, old) for entry in ENTRIES for old in entry.properties.supersedes}
    assert pairs == {("GV-POL-006", "GV-POL-002")}
    assert entry_of("GV-POL-002").properties.status is Status.PUBLISHED


def test_one_document_is_past_its_review_date() -> None:
    overdue = [entry for entry in ENTRIES if entry.properties.review_by and entry.properties.review_by < TODAY]
    assert references(overdue) == {"GV-POL-010"}


def test_one_document_is_not_valid_yet() -> None:
    coming = [entry for entry in ENTRIES if entry.properties.valid_from and entry.properties.valid_from > TODAY]
    assert references(coming) == {"GV-POL-012"}


def test_one_document_is_a_draft() -> None:
    unpublished = [entry for entry in ENTRIES if entry.properties.status is not Status.PUBLISHED]
    assert references(unpublished) == {"GV-POL-013"}
    assert unpublished[0].properties.status is Status.DRAFT


def test_one_document_is_restricted_to_legal_and_the_dpo() -> None:
    limited = [entry for entry in ENTRIES if entry.properties.audience != ("all",)]
    assert references(limited) == {"GV-REF-009"}
    assert limited[0].properties.audience == ("legal", "dpo")
    assert limited[0].properties.classification is Classification.RESTRICTED


def test_a_playbook_contradicts_the_policy_on_the_deadline_for_breaches() -> None:
    assert "at the latest 4 hours after" in entry_of("GV-POL-005-EN").text
    assert "senast 4 timmar efter" in entry_of("GV-POL-005").text
    assert "to the service desk within 24 hours" in entry_of("GV-PB-008").text


def test_six_pilots_have_left_lessons_with_all_their_parts() -> None:
    lessons = [entry for entry in ENTRIES if entry.properties.kind is Kind.LESSON]
    assert {reference[:10] for reference in references(lessons)} == {f"GV-LES-{number:03}" for number in range(1, 7)}
    for entry in lessons:
        headings = re.findall(r"^(?:## |<h2>)([^<\n]+)", entry.text, re.MULTILINE)
        assert set(LESSON_PARTS[entry.properties.language]) <= set(headings)


def test_the_glossary_explains_the_abbreviations_in_both_languages() -> None:
    glossary = entry_of("GV-REF-001").text
    for abbreviation in ("ASG", "DPIA", "DPO", "KPI", "ROI", "TCO", "R1–R4", "S1–S4", "G0–G4"):
        assert re.search(rf"^\| {abbreviation}\b[^|]*\|[^|]+\|[^|]+\|$", glossary, re.MULTILINE)


def test_the_readme_lists_every_document() -> None:
    readme = (PILOT / "README.md").read_text("utf-8")
    for entry in ENTRIES:
        properties = entry.properties
        file_format = entry.path.suffix[1:] + (" (scan)" if ".scan." in entry.path.name else "")
        owner = properties.owner.split(" <")[0]
        cells = (properties.reference, properties.title, properties.kind, properties.language, file_format, owner)
        assert f"| {' | '.join(cells)} |" in readme
