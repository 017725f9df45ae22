"""Rows of a sheet as lessons: which column seems to hold what, and row by row what would become of it."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from ingest.elements import Parsed
from ingest.lesson_words import field_of_column
from ingest.write_ups import MAX_TITLE_CHARS, split_tags
from knowledge.errors import Refused, UnreadableSource
from knowledge.intake import LessonField, RowReport, RowState, Table
from knowledge.language import Language, detect_language

MAX_FIELD_CHARS = 10_000
_REQUIRED = (LessonField.TITLE, LessonField.LESSON)
_NO_TEXT = frozenset({LessonField.TAGS, LessonField.LANGUAGE, LessonField.HAPPENED_ON})
_LOOKED_FOR_HEADER_ROWS = 10
_DATE_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%y%m%d", "%Y/%m/%d", "%Y.%m.%d")
_MONTHS = {
    **{name: n for n, name in enumerate(
        ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
         "december"), 1)},
    **{name: n for n, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december"), 1)},
}  # fmt: skip
_WRITTEN_DATE = re.compile(r"^(?:den )?(\d{1,2})\.? ([a-z]{3,9})\.? (\d{4})$")
_LANGUAGES: dict[str, Language] = {
    "sv": "sv", "sve": "sv", "swe": "sv", "svenska": "sv", "swedish": "sv",
    "en": "en", "eng": "en", "engelska": "en", "english": "en",
}  # fmt: skip


def table_of(parsed: Parsed) -> Table:
    """The sheet with the most columns that are known by name; raises UnreadableSource where there are no rows.

    Lines above the names of the columns, such as a title, are passed over.
    """
    candidates = []
    for element in parsed.elements:
        head = _header_row(element.rows)
        if head is not None and head + 1 < len(element.rows):
            candidates.append((len(propose(element.rows[head])), element, head))
    if not candidates:
        raise UnreadableSource(
            "There are no rows below a row of column names.", "Name the columns in the first row, one lesson a row."
        )
    _, element, head = max(candidates, key=lambda found: found[0])
    width = max(len(row) for row in element.rows[head:])
    padded = [row + ("",) * (width - len(row)) for row in element.rows]
    filled = [(number, row) for number, row in enumerate(padded, start=1) if number > head + 1 and any(row)]
    others = sum(1 for found in candidates if found[1] is not element)
    warnings = parsed.warnings + ((f"{others} other sheets were not read.",) if others else ())
    return Table(
        columns=tuple(name or f"({number})" for number, name in enumerate(padded[head], start=1)),
        rows=tuple(row for _, row in filled),
        numbers=tuple(number for number, _ in filled),
        proposed=propose(padded[head]),
        sheet=element.sheet,
        warnings=warnings,
    )


def propose(columns: Sequence[str]) -> dict[LessonField, int]:
    """A column for each field that one is named for; the first where several are."""
    found: dict[LessonField, int] = {}
    for index, name in enumerate(columns):
        part = field_of_column(name)
        if part is not None:
            found.setdefault(part, index)
    return found


def checked(table: Table, mapping: Mapping[LessonField, int], known_titles: Collection[str]) -> tuple[RowReport, ...]:
    """Every row with what would become of it. Raises Refused for a mapping that cannot be carried out."""
    _check_mapping(table, mapping)
    known = {_folded(title) for title in known_titles}
    seen: dict[str, int] = {}
    reports = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        report = _checked_row(number, {part: row[index].strip() for part, index in mapping.items()}, known, seen)
        if title := _folded(report.fields.get(LessonField.TITLE, "")):
            seen.setdefault(title, number)
        reports.append(report)
    return tuple(reports)


def _check_mapping(table: Table, mapping: Mapping[LessonField, int]) -> None:
    if any(not 0 <= index < len(table.columns) for index in mapping.values()):
        raise Refused("The mapping names a column that the sheet does not have.", "Choose among the sheet's columns.")
    missing = [part.value for part in _REQUIRED if part not in mapping]
    if missing:
        raise Refused(
            f"No column is chosen for: {', '.join(missing)}.", "Choose the columns with the title and the lesson."
        )


def _checked_row(
    number: int, values: Mapping[LessonField, str], known: Collection[str], seen: Mapping[str, int]
) -> RowReport:
    happened = values.get(LessonField.HAPPENED_ON, "")
    day = day_of(happened) if happened else None
    texts = {part: text for part, text in values.items() if text and part not in _NO_TEXT}
    if LessonField.TITLE in texts:
        texts[LessonField.TITLE] = " ".join(texts[LessonField.TITLE].split())
    if day is not None:
        texts[LessonField.CONTEXT] = f"{day.isoformat()}\n\n{texts.get(LessonField.CONTEXT, '')}".strip()
    said = _LANGUAGES.get(values.get(LessonField.LANGUAGE, "").casefold())
    title = _folded(texts.get(LessonField.TITLE, ""))
    missing = tuple(part for part in _REQUIRED if part not in texts)
    too_long = tuple(part for part, text in texts.items() if len(text) > _limit(part))
    state, about = RowState.OK, tuple[LessonField, ...]()
    if missing:
        state, about = RowState.MISSING, missing
    elif too_long:
        state, about = RowState.TOO_LONG, too_long
    elif happened and day is None:
        state, about = RowState.BAD_DATE, (LessonField.HAPPENED_ON,)
    elif title in seen or title in known:
        state, about = RowState.DUPLICATE, (LessonField.TITLE,)
    return RowReport(
        number=number,
        state=state,
        fields=texts,
        tags=split_tags(values.get(LessonField.TAGS, "")),
        language=said or detect_language(" ".join(texts.values()), "sv"),
        about=about,
        same_as=seen.get(title),
    )


def day_of(text: str) -> date | None:
    """The day that a cell names: ISO, Swedish and European forms, and "4 mars 2026". None when it names none."""
    plain = " ".join(text.split()).casefold().split(" 00:00")[0]
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    written = _WRITTEN_DATE.match(plain)
    if written is None:
        return None
    month = next((n for name, n in _MONTHS.items() if name.startswith(written[2])), None)
    try:
        return date(int(written[3]), month, int(written[1])) if month else None
    except ValueError:
        return None


def _header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The row with the most names that are known; the first with two filled cells where none is."""
    first = rows[:_LOOKED_FOR_HEADER_ROWS]
    known = [len(propose(row)) for row in first]
    if known and max(known) > 1:
        return known.index(max(known))
    return next((n for n, row in enumerate(first) if sum(map(bool, row)) > 1), None)


def _limit(part: LessonField) -> int:
    return MAX_TITLE_CHARS if part is LessonField.TITLE else MAX_FIELD_CHARS


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())
