"""What the page of evaluation says of a run."""

from tests.unit.ui import fake_runs
from ui.quality import run_tables
from ui.texts import load_texts

SV, EN = load_texts("sv"), load_texts("en")


def test_a_goal_stands_beside_what_was_measured_with_its_interval() -> None:
    table = run_tables.goals(fake_runs.evaluation("new"), EN)

    assert "92%" in table
    assert "of 12 questions" in table
    assert "≥\N{NO-BREAK SPACE}70%" in table
    assert "Reached" in table


def test_a_part_is_named_in_words_and_stands_under_the_whole() -> None:
    view = fake_runs.evaluation("old")
    table = run_tables.slices([part for part in view.slices if part.name in ("", "language")], SV)

    assert table.index("Alla frågor") < table.index("Engelska") < table.index("Svenska")


def test_a_question_is_shown_with_the_stage_where_it_went_wrong_and_what_a_right_answer_says() -> None:
    drawn = run_tables.case(fake_runs.evaluation_case("new", "q-3"), SV)

    assert "Fel dokument först" in drawn
    assert "Närmaste chef beslutar." in drawn
    assert fake_runs.SECRET in drawn
    assert "Ett annat dokument" in drawn


def test_a_withheld_question_shows_neither_answer_nor_quotes() -> None:
    view = fake_runs.evaluation_case("new", "q-3").model_copy(update={"withheld": True, "answer": "", "citations": ()})

    drawn = run_tables.case(view, EN)

    assert "documents that you may not see" in drawn
    assert EN("evaluation.reference") not in drawn


def test_what_was_answered_is_never_markup() -> None:
    view = fake_runs.evaluation_case("new", "q-3").model_copy(update={"answer": "<script>1</script>"})

    assert "<script>" not in run_tables.case(view, EN)


def test_a_metric_without_words_is_called_by_its_own_name() -> None:
    assert run_tables.metric_name("judge.failed", EN) == "judge.failed"
    assert run_tables.metric_name("retrieval.ndcg@10", SV) == "Rangordning (nDCG@10)"
