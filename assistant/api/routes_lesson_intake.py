"""Lessons that were written elsewhere: a write-up that becomes a draft, and rows of a sheet that become many."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, UploadFile

from assistant.api.lesson_views import submission_view
from assistant.api.problems import responses
from assistant.api.services import Services, UseServices, viewer_with
from assistant.schemas.lesson_intake import ColumnView, FilledLesson, ImportView, RowView
from knowledge.access import Viewer
from knowledge.documents import Kind
from knowledge.errors import Refused
from knowledge.intake import LessonField, RowReport, RowState, Table
from knowledge.submissions import WRITERS, Content, Origin

router = APIRouter(prefix="/v1/lessons", tags=["lessons"])

UseWriter = Annotated[Viewer, Depends(viewer_with(*WRITERS))]
UploadedFile = Annotated[UploadFile, File(description="The write-up, or the sheet.")]
Owner = Annotated[str, Form(max_length=300, description="Who keeps it true; yourself when left out.")]
_SAMPLES = 3
_SAMPLE_CHARS = 80
_KNOWN_DOCUMENTS = 1_000
_NO_TEXT = (LessonField.TAGS, LessonField.LANGUAGE, LessonField.HAPPENED_ON)


@router.post(
    "/prefill", summary="A draft from a write-up", status_code=201, responses=responses(401, 403, 413, 422, 503)
)
def prefill_lesson(services: UseServices, viewer: UseWriter, file: UploadedFile, owner: Owner = "") -> FilledLesson:
    """Its parts are placed by headings and cue words, in Swedish and English; nothing of the text is lost."""
    found = services.ingestion.lessons.prefill(_name(file), file.file)
    content = replace(_content(found.fields, found.tags, found.language), body=found.rest, owner=_owner(owner, viewer))
    made = services.registry.submissions.create(content, viewer, origin=Origin(left_out=found.left_out))
    return FilledLesson(
        lesson=submission_view(made, viewer, services.registry.documents),
        placed=dict(found.placed),
        warnings=found.warnings,
    )


@router.post("/import", summary="Drafts from a sheet", responses=responses(401, 403, 413, 422, 503))
def import_lessons(
    services: UseServices,
    viewer: UseWriter,
    file: UploadedFile,
    mapping: Annotated[
        str, Form(description="Fields and their columns from 0, as JSON; found by their names when left out.")
    ] = "",
    dry_run: Annotated[bool, Form(description="Only say what would become of every row.")] = True,
    owner: Owner = "",
) -> ImportView:
    """Each row that is `ok` becomes a draft of one's own. A row with the title of another one, or of a lesson that one
    has or can read, is left out, so that the same file can be imported again after a failure."""
    table = services.ingestion.lessons.read_table(_name(file), file.file)
    chosen = _mapping(mapping) if mapping else dict(table.proposed)
    try:
        reports = services.ingestion.lessons.check(table, chosen, _known_titles(services, viewer))
    except Refused as refusal:
        if not dry_run:
            raise
        return _import_view(table, chosen, (), {}, dry_run=True, refusal=str(refusal))
    made = {} if dry_run else _create(services, viewer, reports, _owner(owner, viewer))
    return _import_view(table, chosen, reports, made, dry_run=dry_run)


def _create(services: Services, viewer: Viewer, reports: Sequence[RowReport], owner: str) -> dict[int, str]:
    """The ids of the drafts by row number."""
    made = {}
    for report in reports:
        if report.state is RowState.OK:
            content = replace(_content(report.fields, report.tags, report.language), owner=owner)
            made[report.number] = services.registry.submissions.create(content, viewer).id
    return made


def _content(fields: Mapping[LessonField, str], tags: tuple[str, ...], language: str) -> Content:
    texts: dict[str, Any] = {part.value: words for part, words in fields.items() if part not in _NO_TEXT}
    return Content(**texts, tags=tags, language=language)


def _known_titles(services: Services, viewer: Viewer) -> tuple[str, ...]:
    own = [submission.content.title for submission in services.registry.submissions.own(viewer)]
    published, _ = services.registry.documents.list(viewer, kinds=[Kind.LESSON], limit=_KNOWN_DOCUMENTS)
    return (*own, *(document.properties.title for document in published))


def _import_view(
    table: Table,
    mapping: Mapping[LessonField, int],
    reports: Sequence[RowReport],
    made: Mapping[int, str],
    *,
    dry_run: bool,
    refusal: str = "",
) -> ImportView:
    rows = tuple(
        RowView(
            number=report.number,
            state=report.state,
            title=report.fields.get(LessonField.TITLE, "")[:_SAMPLE_CHARS],
            about=report.about,
            same_as=report.same_as,
            lesson_id=made.get(report.number),
        )
        for report in reports
    )
    return ImportView(
        sheet=table.sheet,
        columns=tuple(ColumnView(name=name, samples=_samples(table, at)) for at, name in enumerate(table.columns)),
        mapping=dict(mapping),
        rows=rows,
        counts=dict(Counter(row.state for row in rows)),
        dry_run=dry_run,
        warnings=table.warnings,
        refusal=refusal,
    )


def _samples(table: Table, column: int) -> tuple[str, ...]:
    filled = (" ".join(row[column].split())[:_SAMPLE_CHARS] for row in table.rows if row[column])
    return tuple(words for words, _ in zip(filled, range(_SAMPLES), strict=False))


def _mapping(given: str) -> dict[LessonField, int]:
    try:
        value = json.loads(given)
        return {LessonField(name): int(column) for name, column in value.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(
            "`mapping` is no JSON object of fields and columns.", 'Send one such as {"title": 0, "lesson": 3}.'
        ) from error


def _owner(given: str, viewer: Viewer) -> str:
    return given.strip() or viewer.name or viewer.user


def _name(file: UploadFile) -> str:
    name = PurePath((file.filename or "").replace("\\", "/")).name
    if not name:
        raise Refused("The upload has no file name.", "Send the file as multipart form data with its name.")
    return name
