"""The agreement between the API and `ingest` about lessons that were written elsewhere: a write-up, or rows of a sheet.

What is read here is a proposal for the author; nothing of it is stored or findable before they say so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO, Protocol

from knowledge.documents import Concealment, HiddenText, Properties
from knowledge.language import Language


class LessonField(StrEnum):
    """The parts of a lesson, as the form has them. TAGS are separated by commas where they are text.

    HAPPENED_ON is a column of sheets only: the form has no field for it, and its date begins the context.
    """

    TITLE = "title"
    WHAT_HAPPENED = "what_happened"
    CONTEXT = "context"
    CAUSE = "cause"
    LESSON = "lesson"
    RECOMMENDATION = "recommendation"
    APPLIES_TO = "applies_to"
    EVIDENCE = "evidence"
    TAGS = "tags"
    LANGUAGE = "language"
    HAPPENED_ON = "happened_on"


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a write-up says, field by field. `placed` tells the words of the text that decided: a heading, as a rule.

    `rest` is the text that fits no field, so that `fields` and `rest` together hold all that the file shows; `left_out`
    counts what it holds and does not show, which is in neither.
    """

    fields: Mapping[LessonField, str]
    tags: tuple[str, ...]
    language: Language
    rest: str = ""
    placed: Mapping[LessonField, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    left_out: Mapping[Concealment, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose first row names its columns. `numbers` are the rows' own numbers in the file, from 1.

    `proposed` says which column, counted from 0, seems to hold which field.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    proposed: Mapping[LessonField, int]
    sheet: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadRead:
    """A file as it would be taken in: under which address, with which properties, and its text."""

    address: str
    properties: Properties
    text: str


class RowState(StrEnum):
    """Whether a row can become a draft, and if not, why. DUPLICATE: another row or lesson has the same title."""

    OK = "ok"
    DUPLICATE = "duplicate"
    MISSING = "missing"
    TOO_LONG = "too_long"
    BAD_DATE = "bad_date"


@dataclass(frozen=True, slots=True)
class RowReport:
    """One row of the sheet as a lesson. `about` names the fields that keep it from being taken in.

    `same_as` is the row number of an earlier one with the same title; None where a known lesson has it.
    """

    number: int
    state: RowState
    fields: Mapping[LessonField, str]
    tags: tuple[str, ...] = ()
    language: Language = "sv"
    about: tuple[LessonField, ...] = ()
    same_as: int | None = None


class LessonIntake(Protocol):
    """Reads what people hand in. Raises UnreadableSource with the reason and what to do."""

    def prefill(self, name: str, content: BinaryIO) -> Prefill: ...

    def hidden_text(self, name: str, content: BinaryIO) -> tuple[HiddenText, ...]:
        """What the file holds and does not show to those who read it."""

    def read_table(self, name: str, content: BinaryIO) -> Table: ...

    def check(
        self, table: Table, mapping: Mapping[LessonField, int], known_titles: Collection[str]
    ) -> Sequence[RowReport]:
        """Every row with what would become of it; raises Refused for a mapping that names no such column."""
