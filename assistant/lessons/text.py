"""A lesson or a document as the Markdown that is taken in: its properties at the head, its fields under headings."""

import json
from collections.abc import Iterator
from typing import cast

from knowledge.documents import Kind, Status
from knowledge.language import Language
from knowledge.submissions import Content, SubmissionKind

_HEADINGS: dict[Language, dict[str, str]] = {
    "sv": {
        "what_happened": "Vad som hände",
        "context": "Sammanhang",
        "cause": "Orsak",
        "lesson": "Lärdom",
        "recommendation": "Rekommendation",
        "applies_to": "Gäller för",
        "evidence": "Underlag",
    },
    "en": {
        "what_happened": "What happened",
        "context": "Context",
        "cause": "Cause",
        "lesson": "Lesson",
        "recommendation": "Recommendation",
        "applies_to": "Applies to",
        "evidence": "Evidence",
    },
}


def as_markdown(kind: SubmissionKind, content: Content) -> str:
    """The same for the same content, to the byte."""
    parts = [f"# {' '.join(content.title.split())}"]
    if kind is SubmissionKind.LESSON:
        parts.append(sections_of(content))
    else:
        parts.append(content.body.strip())
    return "\n\n".join((_head(kind, content), *parts)) + "\n"


def sections_of(lesson: Content) -> str:
    """The lesson's fields under their headings, without its title."""
    return "\n\n".join(_sections(lesson))


def _sections(content: Content) -> Iterator[str]:
    headings = _HEADINGS[cast(Language, content.language)]
    for name, heading in headings.items():
        if text := getattr(content, name).strip():
            yield f"## {heading}\n\n{text}"


def properties_of(kind: SubmissionKind, content: Content) -> dict[str, object]:
    """What is known about it, under the keys of the ingest; dates as ISO strings. What is not said is left out."""
    values: dict[str, object] = {
        "title": " ".join(content.title.split()),
        "kind": (Kind.LESSON if kind is SubmissionKind.LESSON else content.document_kind).value,
        "language": content.language,
        "owner": content.owner,
        "reference": content.reference,
        "status": Status.PUBLISHED.value,
        "classification": content.classification.value,
        "audience": list(content.audience),
        "valid_from": content.valid_from and content.valid_from.isoformat(),
        "review_by": content.review_by and content.review_by.isoformat(),
        "supersedes": list(content.supersedes),
        "tags": list(content.tags),
        "version": content.version,
        "valid_until": content.valid_until and content.valid_until.isoformat(),
        "questions": list(content.questions),
    }
    return {name: value for name, value in values.items() if value}


def _head(kind: SubmissionKind, content: Content) -> str:
    # A JSON value is a YAML value, and whatever the author wrote stays within its quotes.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in properties_of(kind, content).items()]
    return "\n".join(("---", *lines, "---"))
