"""What becomes of the rows of a sheet, as HTML. Knows no Streamlit."""

from assistant.schemas.lesson_intake import ImportView, RowState, RowView
from ui.markup import text
from ui.texts import Texts

_COLUMNS = ("row", "title", "outcome")


def about(name: str, found: ImportView, texts: Texts) -> str:
    where = texts("import.sheet", name=name, sheet=found.sheet) if found.sheet else name
    warnings = "".join(f"<li>{text(warning)}</li>" for warning in found.warnings)
    listed = f'<ul class="l-warnings">{warnings}</ul>' if warnings else ""
    return f'<p class="l-quiet">{text(where)}. {text(texts("import.choose"))}</p>{listed}'


def summary(found: ImportView, texts: Texts) -> str:
    """ "12 become drafts, 2 are known already, 1 lacks something"."""
    parts = [
        texts(f"rowcount.{state}" if found.dry_run or state is not RowState.OK else f"rowdone.{state}", n=count)
        for state, count in sorted(found.counts.items(), key=lambda each: list(RowState).index(each[0]))
    ]
    return f'<p role="status"><strong>{text(", ".join(parts) or texts("import.no_rows"))}</strong></p>'


def table(found: ImportView, texts: Texts) -> str:
    heads = "".join(f'<th role="columnheader" scope="col">{text(texts(f"import.{name}"))}</th>' for name in _COLUMNS)
    rows = "".join(_row(row, found.dry_run, texts) for row in found.rows)
    return (
        f'<table class="l-table" role="table" aria-label="{text(texts("import.trial"))}">'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(row: RowView, dry_run: bool, texts: Texts) -> str:
    calm = row.state is RowState.OK
    words = texts("rowstate.done") if calm and not dry_run else texts(f"rowstate.{row.state}")
    if row.state is RowState.DUPLICATE:
        why = texts("import.same_as", row=row.same_as) if row.same_as is not None else texts("import.known")
    else:
        why = ", ".join(texts(f"lessonfield.{name}") for name in row.about)
    cells = {
        "row": str(row.number),
        "title": text(row.title),
        "outcome": f'<span class="l-badge {"l-calm" if calm else "l-warn"}">{text(words)}</span> {text(why)}',
    }
    drawn = "".join(
        f'<td role="cell" class="l-cell-{name}" data-label="{text(texts(f"import.{name}"))}">{value}</td>'
        for name, value in cells.items()
    )
    return f'<tr role="row">{drawn}</tr>'
