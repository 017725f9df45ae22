"""Lessons on their way, in memory, with the versions and conflicts of assistant.api.routes_lessons."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter

from assistant.schemas.answers import Problem
from assistant.schemas.lessons import (
    CreditList,
    EventView,
    LessonFields,
    LessonSave,
    May,
    NewLesson,
    ReminderList,
    Step,
    SubmissionKind,
    SubmissionLine,
    SubmissionList,
    SubmissionState,
    SubmissionView,
)
from ui.client import ApiError

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
WRITTEN = LessonFields(
    title="Gamla leverantörer gav fel konto",
    what_happened="Träffsäkerheten sjönk till 79 procent.",
    lesson="Städa registret först.",
    owner="Anna Ek <anna.ek@example.org>",
)


def line(**changes: Any) -> SubmissionLine:
    names = SubmissionLine.model_fields
    return SubmissionLine(**{name: value for name, value in dict(lesson(**changes)).items() if name in names})


def lesson(**changes: Any) -> SubmissionView:
    given: dict[str, Any] = {
        "id": "l-1",
        "kind": SubmissionKind.LESSON,
        "state": SubmissionState.DRAFT,
        "version": 1,
        "title": WRITTEN.title,
        "language": "sv",
        "author": "Anna Ek",
        "mine": True,
        "assignee": "",
        "assigned_to_me": False,
        "created_at": NOW,
        "changed_at": NOW,
        "submitted_at": None,
        "decided_at": None,
        "waiting_days": None,
        "document_id": None,
        "published": False,
        "problem": "",
        "fields": WRITTEN,
        "missing": (),
        "may": May(edit=True, submit=True, delete=True, comment=True),
        "revises": None,
        "promoted_from": None,
        "attachments": (),
        "events": (),
    }
    return SubmissionView(**{**given, **changes})


def event(step: Step, **changes: Any) -> EventView:
    return EventView(**{"number": 1, "at": NOW, "by": "Bo Ek", "mine": False, "step": step, **changes})


class FakeKeeper:
    """Keeps one lesson; `failing` is raised instead while it is set."""

    def __init__(self, kept: SubmissionView) -> None:
        self.kept = kept
        self.failing: Problem | None = None
        self.saves = 0

    def lesson(self, lesson_id: str) -> SubmissionView:
        self._check()
        return self.kept

    def save_lesson(self, lesson_id: str, save: LessonSave) -> SubmissionView:
        self._check()
        if save.version != self.kept.version:
            raise ApiError(Problem(type="urn:lardom:problem:conflict", title="Changed meanwhile", status=409))
        return self.changed_elsewhere(**save.fields.model_dump())

    def changed_elsewhere(self, **changes: Any) -> SubmissionView:
        self.saves += 1
        fields = LessonFields(**{**self.kept.fields.model_dump(), **changes})
        self.kept = self.kept.model_copy(update={"fields": fields, "version": self.kept.version + 1})
        return self.kept

    def _check(self) -> None:
        if self.failing is not None:
            raise ApiError(self.failing)


class FakeLessons:
    """The routes of one's own lessons, in memory: begun, listed, read and saved."""

    def __init__(self) -> None:
        self.kept: dict[str, SubmissionView] = {}

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/lessons")
        router.post("", status_code=201)(self._begin)
        router.get("")(self._list)
        router.get("/queue")(lambda: SubmissionList(lessons=()))
        router.get("/credit")(lambda: CreditList(lessons=()))
        router.get("/reminders")(lambda: ReminderList(days=7, to_review=(), to_revise=()))
        router.get("/{lesson_id}")(lambda lesson_id: self.kept[lesson_id])
        router.put("/{lesson_id}")(self._save)
        return router

    def _begin(self, body: NewLesson) -> SubmissionView:
        made = lesson(id=f"l-{len(self.kept) + 1}", fields=body.fields, title="", missing=("title",))
        self.kept[made.id] = made
        return made

    def _list(self) -> SubmissionList:
        return SubmissionList(lessons=tuple(line(**dict(each)) for each in self.kept.values()))

    def _save(self, lesson_id: str, body: LessonSave) -> SubmissionView:
        before = self.kept[lesson_id]
        changes = {"fields": body.fields, "title": body.fields.title, "version": before.version + 1}
        self.kept[lesson_id] = before.model_copy(update=changes)
        return self.kept[lesson_id]
