from assistant.schemas.lesson_intake import ColumnView, ImportView, LessonField, RowState, RowView
from tests.unit.ui.fake_api import HOSTILE
from ui.lessons import sheet_report as import_report
from ui.texts import LANGUAGES, load_texts

SV = load_texts("sv")


def trial(*rows: RowView, dry_run: bool = True) -> ImportView:
    counts = {state: sum(row.state is state for row in rows) for state in RowState}
    return ImportView(
        sheet="Lärdomar",
        columns=(ColumnView(name="Rubrik", samples=("Frost",)),),
        mapping={LessonField.TITLE: 0},
        rows=rows,
        counts={state: count for state, count in counts.items() if count},
        dry_run=dry_run,
        warnings=(HOSTILE,),
    )


def test_the_trial_says_how_many_rows_become_what() -> None:
    rows = (
        RowView(number=2, state=RowState.OK, title="Frost"),
        RowView(number=3, state=RowState.OK, title="Åska"),
        RowView(number=4, state=RowState.MISSING, title="", about=(LessonField.TITLE, LessonField.LESSON)),
        RowView(number=5, state=RowState.DUPLICATE, title="Frost", same_as=2),
        RowView(number=6, state=RowState.DUPLICATE, title="Halka"),
    )

    assert "2 rader blir utkast, 2 finns redan, 1 saknar något" in import_report.summary(trial(*rows), SV)
    drawn = import_report.table(trial(*rows), SV)
    assert "Rubrik, Lärdom" in drawn
    assert "samma rubrik som rad 2" in drawn
    assert "det finns redan en lärdom med den rubriken" in drawn


def test_after_the_import_it_says_what_was_created() -> None:
    done = trial(RowView(number=2, state=RowState.OK, title="Frost", lesson_id="l-1"), dry_run=False)

    assert "1 utkast skapat" in import_report.summary(done, SV)
    assert "Utkast skapat" in import_report.table(done, SV)


def test_every_outcome_has_words_and_no_cell_is_markup() -> None:
    for language in LANGUAGES:
        texts = load_texts(language)
        rows = [RowView(number=n, state=state, title=HOSTILE[:80]) for n, state in enumerate(RowState, start=2)]
        view = trial(*rows)
        drawn = import_report.summary(view, texts) + import_report.table(view, texts)
        drawn += import_report.about(HOSTILE, view, texts)
        assert "<script" not in drawn
        assert "<img" not in drawn
        for field in LessonField:
            assert f"lessonfield.{field}" in texts
