"""The figures of a report, from judged answers made by hand."""

from dataclasses import replace

import pytest

from eval.question_sets.figures import (
    FALSE_REFUSALS_AT,
    LOWER_IS_BETTER,
    answers_report,
    compared,
    figures_of,
    quality_of,
)
from tests.unit.eval.answered import FOOLED, RIGHT, SILENT, UNANSWERABLE


def test_a_refusal_is_a_miss_of_the_answer_and_no_citation_at_all() -> None:
    figures = figures_of([RIGHT, SILENT])
    assert figures["answer.f1"] == 0.25
    assert figures["citations.precision"] == 0.5
    assert figures["citations.recall"] == 1
    assert figures["citations.end_to_end"] == 0.5
    assert figures["abstention.false_refusals"] == 0.5


def test_a_refusal_counts_nothing_in_the_strict_figures() -> None:
    figures = figures_of([RIGHT, SILENT])
    assert figures["citations.precision_strict"] == 0.25
    assert figures["citations.recall_strict"] == 0.5


def test_abstention_is_judged_by_what_was_unanswerable() -> None:
    figures = figures_of([RIGHT, SILENT, UNANSWERABLE, FOOLED])
    assert figures["abstention.precision"] == 0.5
    assert figures["abstention.recall"] == 0.5
    assert figures["abstention.wrong"] == 0.5
    assert figures["supported_rate"] == 0.75


def test_what_the_questions_do_not_allow_is_left_open() -> None:
    figures = figures_of([UNANSWERABLE])
    assert figures["answer.f1"] is None
    assert figures["abstention.auroc"] is None
    assert figures[FALSE_REFUSALS_AT] is None
    assert figures["abstention.recall"] == 1
    assert figures_of([])["abstention.ece"] is None
    assert answers_report([], seed=1)["questions"] == 0


def test_the_report_keeps_its_contract_for_all_and_by_language() -> None:
    report = answers_report([RIGHT, replace(UNANSWERABLE, language="sv")], seed=1)
    assert (report["questions"], report["answered"], report["partial"], report["abstained"]) == (2, 1, 0, 1)
    assert set(report["answer"]) == {"f1", "contains"}
    assert {"precision", "recall"} <= set(report["citations"])
    assert {"precision", "recall", "false_refusals", "auroc", "ece"} <= set(report["abstention"])
    assert report["abstention"]["false_refusals_at_abstention_recall_0.90"] == 0
    assert report["latency_ms"]["p50"] == report["latency_ms"]["p95"] == 20
    assert report["latency_ms"]["stages"] == report["latency_ms"]["stages_p95"] == {"retrieve": 10}
    assert report["by_language"]["sv"]["abstained"] == 1
    assert report["by_language"]["en"]["supported_rate"] == 1
    assert report["by_language"]["en"]["intervals"]["answer.f1"] == [0.5, 0.5]


def test_every_figure_lies_in_its_interval() -> None:
    judged = [RIGHT, SILENT, UNANSWERABLE, FOOLED] * 5
    report, figures = answers_report(judged, seed=1), figures_of(judged)
    assert {place for place, value in figures.items() if value is not None} == set(report["intervals"])
    for place, (low, high) in report["intervals"].items():
        assert low == pytest.approx(figures[place], abs=1e-4) or low < (figures[place] or 0)
        assert high == pytest.approx(figures[place], abs=1e-4) or high > (figures[place] or 0)


def test_foreign_questions_and_the_sets_own_unanswerable_ones_are_told_apart() -> None:
    report = answers_report([RIGHT, FOOLED, replace(UNANSWERABLE, foreign=True)], seed=1)
    assert report["by_origin"]["own"]["recall"] == 0
    assert report["by_origin"]["foreign"] == {
        "unanswerable": 1,
        "recall": 1,
        "auroc": 1,
        "false_refusals_at_abstention_recall_0.90": 0,
    }
    assert answers_report([RIGHT], seed=1)["by_origin"] == {}


def test_questions_are_counted_by_the_stage_that_failed() -> None:
    outcomes = answers_report([RIGHT, SILENT, FOOLED], seed=1)["outcomes"]
    assert (outcomes["right"], outcomes["abstention"], outcomes["ranking"]) == (1, 2, 0)


def test_a_part_that_spares_errors_is_worth_more_than_nothing() -> None:
    whole, without = [RIGHT, UNANSWERABLE] * 10, [RIGHT, FOOLED] * 10
    rows = compared(whole, {"abstain": without}, seed=1)["abstain"]
    assert rows["abstention.wrong"] == {"with": 0, "without": 0.5, "worth": 0.5, "interval": rows_interval(rows)}
    assert rows_interval(rows)[0] > 0
    assert rows["answer.f1"]["worth"] == 0
    assert set(quality_of(whole)) >= LOWER_IS_BETTER


def rows_interval(rows: dict[str, dict[str, list[float]]]) -> list[float]:
    return rows["abstention.wrong"]["interval"]
