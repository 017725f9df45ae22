"""A lesson as it is written: saved field by field, kept when saving fails, joined when another tab saved meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pydantic import ValidationError

from assistant.schemas.answers import Problem
from assistant.schemas.lessons import LessonFields, LessonSave, SubmissionKind, SubmissionView
from ui.client import ApiError

GROUPS: dict[SubmissionKind, dict[str, tuple[str, ...]]] = {
    SubmissionKind.LESSON: {
        "happened": ("title", "what_happened", "context"),
        "why": ("cause", "lesson"),
        "advice": ("recommendation", "applies_to"),
        "evidence": ("evidence", "tags"),
        "about": ("owner", "language", "classification", "audience"),
        "check": (),
    },
    SubmissionKind.DOCUMENT: {
        "text": ("title", "body"),
        "about": ("document_kind", "owner", "language", "classification", "audience", "tags"),
        "check": (),
    },
}
"""The steps of the form, with the fields that each asks for."""
PROSE = ("what_happened", "context", "cause", "lesson", "recommendation", "applies_to", "evidence")
TEXTS = ("title", *PROSE, "body")


class Keeper(Protocol):
    """Whoever keeps lessons: the API. Both raise ApiError; the code "conflict" says that the version is an old one."""

    def lesson(self, lesson_id: str) -> SubmissionView: ...

    def save_lesson(self, lesson_id: str, save: LessonSave) -> SubmissionView: ...


@dataclass
class Draft:
    """`saved` is what the server has, `fields` what the form shows. `theirs` are the fields that somebody else, or
    another tab, has changed to something else than what is written here; both are kept until the person chooses.
    """

    saved: SubmissionView
    fields: LessonFields
    now: Callable[[], datetime]
    saved_at: datetime | None = None
    error: ApiError | None = None
    theirs: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, saved: SubmissionView, now: Callable[[], datetime]) -> "Draft":
        return cls(saved, saved.fields, now)

    @property
    def unsaved(self) -> frozenset[str]:
        return frozenset(
            name for name in LessonFields.model_fields if self.value(name) != getattr(self.saved.fields, name)
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """What it cannot be handed in without, going by what is written here."""
        return tuple(name for name in self.saved.missing if not str(self.value(name)).strip())

    def value(self, name: str) -> Any:
        return getattr(self.fields, name)

    def write(self, changes: Mapping[str, Any], keeper: Keeper) -> None:
        """Take over what was written and save it; on failure it stays in `fields`, with `error`."""
        try:
            self.fields = LessonFields.model_validate({**self.fields.model_dump(), **changes})
        except ValidationError as error:
            self.error = _refused(error)
            return
        self.save(keeper)

    def save(self, keeper: Keeper) -> None:
        """Save what is not saved yet, except what is in dispute."""
        wanted = self._without_disputes()
        if wanted == self.saved.fields:
            self.error = None
            return
        try:
            self._took(keeper.save_lesson(self.saved.id, LessonSave(version=self.saved.version, fields=wanted)))
        except ApiError as error:
            if error.code != "conflict":
                self.error = error
                return
            self._join(keeper)

    def refresh(self, saved: SubmissionView) -> None:
        """Take over what another step, such as attaching a file, gave back; nothing that is written here is lost."""
        base, self.saved = self.saved.fields, saved
        self._merge(base, saved.fields)

    def keep_mine(self, name: str, keeper: Keeper) -> None:
        self.theirs.pop(name, None)
        self.save(keeper)

    def take_theirs(self, name: str, keeper: Keeper) -> None:
        self.fields = self.fields.model_copy(update={name: self.theirs.pop(name)})
        self.save(keeper)

    def _join(self, keeper: Keeper) -> None:
        """Another version was saved: what was changed on one side only is taken over, the rest is in dispute."""
        try:
            theirs = keeper.lesson(self.saved.id)
            base, self.saved = self.saved.fields, theirs
            if theirs.may.edit:
                self._merge(base, theirs.fields)
                wanted = self._without_disputes()
                if wanted != theirs.fields:
                    self._took(keeper.save_lesson(theirs.id, LessonSave(version=theirs.version, fields=wanted)))
                self.error = None
        except ApiError as error:
            self.error = error

    def _merge(self, base: LessonFields, theirs: LessonFields) -> None:
        taken = {}
        for name in LessonFields.model_fields:
            before, here, there = getattr(base, name), self.value(name), getattr(theirs, name)
            if here == before:
                taken[name] = there
            elif there not in (before, here):
                self.theirs[name] = there
        self.fields = self.fields.model_copy(update=taken)

    def _without_disputes(self) -> LessonFields:
        return self.fields.model_copy(update={name: getattr(self.saved.fields, name) for name in self.theirs})

    def _took(self, saved: SubmissionView) -> None:
        self.saved, self.saved_at, self.error = saved, self.now(), None


def filled(draft: Draft, group: str) -> bool:
    """Whether nothing of the group is missing and something of it is there."""
    names = GROUPS[draft.saved.kind][group]
    return not set(names) & set(draft.missing) and any(draft.value(name) for name in names)


def group_of(name: str, kind: SubmissionKind) -> str:
    """The step that asks for the field; what was read from a write-up stands by the evidence."""
    asked = next((group for group, names in GROUPS[kind].items() if name in names), None)
    return asked or "evidence"


def groups_from(text: str) -> tuple[str, ...]:
    """Names as people write them in one line, each once."""
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in text.replace(";", ",").split(",")))))


def _refused(error: ValidationError) -> ApiError:
    where = str(error.errors()[0]["loc"][0]) if error.errors() and error.errors()[0]["loc"] else ""
    return ApiError(
        Problem(type="urn:lardom:problem:field-refused", title=where, status=422, detail=error.errors()[0]["msg"])
    )
