"""The audit log, for auditors. That it was read, and what for, stands in it too."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from assistant.api.problems import responses
from assistant.api.services import Services, UseServices, viewer_with
from assistant.questions.privacy import impersonal
from assistant.schemas.audit import (
    AuditCheck,
    AuditEntryView,
    AuditPage,
    QuestionRequest,
    Resolution,
    ResolutionRequest,
    WhereAsked,
)
from assistant.traces.record import where_asked
from knowledge.access import Role, Viewer
from knowledge.audit import Act, AuditEntry, as_line, written
from knowledge.personal_data.seals import QUESTIONS, seal_for
from knowledge.registry.audit import AuditQuery

router = APIRouter(prefix="/v1/audit", tags=["audit"])

_MOST_ENTRIES = 500
Audits = Annotated[Viewer, Depends(viewer_with(Role.AUDITOR))]


def _asked(
    act: Annotated[str, Query(max_length=40, description="An act, or its first part: `key`.")] = "",
    actor: Annotated[str, Query(max_length=200)] = "",
    subject: Annotated[str, Query(max_length=200)] = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
) -> AuditQuery:
    return AuditQuery(act.strip(), actor.strip(), subject.strip(), since, until)


Asked = Annotated[AuditQuery, Depends(_asked)]


@router.get("", summary="Read the audit log", responses=responses(401, 403, 422, 503))
def read(
    services: UseServices,
    viewer: Audits,
    asked: Asked,
    before: Annotated[int | None, Query(ge=1, description="Only entries with a lower number.")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_ENTRIES)] = 50,
) -> AuditPage:
    """Newest first, a page at a time."""
    found = services.registry.audit.latest(asked, before, limit + 1)
    shown = found[:limit]
    services.registry.audit.append(Act.AUDIT_READ, viewer, details={**_conditions(asked), "entries": len(shown)})
    return AuditPage(
        entries=_views(shown, services, viewer),
        before=shown[-1].number if len(found) > limit else None,
        acts=tuple(act.value for act in Act),
    )


@router.get("/verification", summary="Is the log what was written?", responses=responses(401, 403, 503))
def verify(services: UseServices, viewer: Audits) -> AuditCheck:
    """Reads the whole chain of hashes anew."""
    checked = services.registry.audit.verify()
    return AuditCheck(entries=checked.entries, head=checked.head, broken_at=checked.broken_at)


@router.get(
    "/export",
    summary="The log as JSON lines",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {}}}, **responses(401, 403, 422, 503)},
)
def export(services: UseServices, viewer: Audits, asked: Asked) -> StreamingResponse:
    """Oldest first, each entry with its hashes: `lardom audit verify --file` checks what was kept of it."""
    services.registry.audit.append(Act.AUDIT_EXPORT, viewer, details=_conditions(asked))
    headers = {"Content-Disposition": 'attachment; filename="lardom-audit.jsonl"'}
    return StreamingResponse(
        _lines(services.registry.audit.every(asked)), media_type="application/x-ndjson", headers=headers
    )


@router.post("/resolutions", summary="Whom a pseudonym stands for", responses=responses(401, 403, 404, 422, 503))
def resolve(body: ResolutionRequest, services: UseServices, viewer: Audits) -> Resolution:
    """For a reason, which stands in the log with who asked."""
    reason = impersonal(body.reason, "sv")
    user = services.registry.audit.resolve(body.pseudonym.strip(), reason, viewer)
    name = services.registry.names.of((user,)).get(user, "")
    return Resolution(pseudonym=body.pseudonym, user=user, name=name)


@router.post("/questions", summary="Where a question was asked", responses=responses(401, 403, 422, 503))
def questions(body: QuestionRequest, services: UseServices, viewer: Audits) -> WhereAsked:
    """The log keeps a keyed hash of each question without its personal data: one that is shown can be proved."""
    entries = services.registry.audit.every_latest()
    asked = where_asked(body.question, entries, seal_for(QUESTIONS, services.settings.data))
    found = tuple(islice(asked, _MOST_ENTRIES))
    services.registry.audit.append(Act.AUDIT_READ, viewer, details={"question": "given", "entries": len(found)})
    return WhereAsked(entries=_views(found, services, viewer))


def _lines(entries: Iterator[AuditEntry]) -> Iterator[str]:
    return (f"{as_line(entry)}\n" for entry in entries)


def _conditions(asked: AuditQuery) -> dict[str, str]:
    """As the log keeps them: what was looked for is ids and times, and no free text gets in."""
    moments: dict[str, datetime | None] = {"since": asked.since, "until": asked.until}
    given = {name: written(moment) for name, moment in moments.items() if moment is not None}
    known = {"act": asked.act} if any(act.value.startswith(asked.act) for act in Act) and asked.act else {}
    return {**given, **known, **{name: "given" for name in ("actor", "subject") if getattr(asked, name)}}


def _views(entries: Sequence[AuditEntry], services: Services, viewer: Viewer) -> tuple[AuditEntryView, ...]:
    names = services.registry.names.of(entry.actor for entry in entries)
    mine = services.registry.audit.pseudonym_of(viewer.user)
    return tuple(_view(entry, names.get(entry.actor, ""), mine) for entry in entries)


def _view(entry: AuditEntry, name: str, mine: str | None) -> AuditEntryView:
    return AuditEntryView(
        number=entry.number,
        at=entry.at,
        act=entry.act,
        actor=entry.actor,
        subject=entry.subject,
        details=entry.details,
        hash=entry.hash,
        actor_name=name,
        mine=entry.actor == mine,
    )
