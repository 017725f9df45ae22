"""The JSON of lessons that were written elsewhere."""

from assistant.schemas.answers import Schema
from assistant.schemas.lessons import SubmissionView
from knowledge.intake import LessonField as LessonField
from knowledge.intake import RowState as RowState


class FilledLesson(Schema):
    """A draft made of a write-up. `placed` tells by field which words of the text decided: a heading, as a rule.

    What fits no field is in the draft's `body`, which is not published with a lesson.
    """

    lesson: SubmissionView
    placed: dict[LessonField, str]
    warnings: tuple[str, ...]


class ColumnView(Schema):
    """A column of the sheet, with the first cells that hold something."""

    name: str
    samples: tuple[str, ...]


class RowView(Schema):
    """One row, by its number in the file. `about` names the fields that keep it out; `same_as` is the row with the same
    title, None where a lesson has it already. `lesson_id` is the draft that it became.
    """

    number: int
    state: RowState
    title: str
    about: tuple[LessonField, ...] = ()
    same_as: int | None = None
    lesson_id: str | None = None


class ImportView(Schema):
    """What would become of every row, or did. `mapping` says which column, from 0, holds which field.

    `refusal` says why no row could be judged: a mapping without title or lesson.
    """

    sheet: str
    columns: tuple[ColumnView, ...]
    mapping: dict[LessonField, int]
    rows: tuple[RowView, ...]
    counts: dict[RowState, int]
    dry_run: bool
    warnings: tuple[str, ...] = ()
    refusal: str = ""
