"""Runs are read back as they were measured, and give away nothing that the viewer may not see."""

import json

import pytest

from assistant.schemas.answers import AnswerStatus
from assistant.steering.evaluations import case_view, measured, read_record
from eval.runs.figures import metrics_of
from eval.runs.record import from_json
from knowledge.errors import NotFound, Refused
from tests.unit.ui import fake_runs
from tests.unit.ui.fake_runs import case

MIXED = [
    case(0),
    case(1, "ranking"),
    case(2, "abstention", status="abstained", citations=[], answer=""),
    case(3, status="abstained", answerable=False, citations=[], answer="", reference=""),
    case(4, "abstention", answerable=False, reference=""),
    case(5, "retrieval", status=None, citations=[], answer="", error="IndexUnavailable"),
    case(6, scores={"answer.right": 1.0, "answer.supported_rate": None}),
]


@pytest.mark.parametrize(
    "metric",
    [
        "answer.right",
        "answer.supported_rate",
        "evidence.citation_precision",
        "abstention.precision",
        "abstention.recall",
        "abstention.false_refusals",
        "latency.p50_ms",
    ],
)
def test_a_figure_of_a_part_is_the_one_that_the_evaluation_defines(metric: str) -> None:
    whole = {
        **fake_runs.record("r", [{"earlier": [], "right": True, **item} for item in MIXED]),
        "configuration": {},
        "suites": ["answer"],
        "duration_s": 1.0,
    }
    defined = metrics_of(from_json(json.dumps(whole)).cases)[metric]

    found = measured(metric, read_record(whole).cases)

    assert found is not None
    assert defined is not None
    assert found.value == pytest.approx(defined, abs=1e-9)
    assert found.low is None or found.low <= found.value <= (found.high or found.low)


def test_a_metric_that_applies_to_no_question_has_no_value() -> None:
    assert measured("answer.right", []) is None
    assert measured("abstention.recall", read_record(fake_runs.RECORDS["new"]).cases) is None


def test_a_goal_without_a_figure_of_its_own_takes_that_of_the_run() -> None:
    view = fake_runs.evaluation("new")

    found = {item.figure.metric: item.figure for item in view.goals if not item.slice}
    assert found["answer.right"].value == pytest.approx(11 / 12)
    if "abstention.ece" in found:
        assert found["abstention.ece"].value == 0.07


def test_the_whole_comes_before_its_parts() -> None:
    parts = [(part.name, part.value, part.questions) for part in fake_runs.evaluation("old").slices]

    assert parts == [("", "", 12), ("language", "en", 6), ("language", "sv", 6), ("topic", "purchasing", 12)]


def test_what_rests_on_unseen_documents_is_withheld() -> None:
    run = read_record(fake_runs.RECORDS["new"])

    seen = case_view(run, "q-0", lambda number: number == "XP-POL-001")
    unseen = case_view(run, "q-0", lambda number: False)

    assert (seen.withheld, seen.answer) == (False, fake_runs.SECRET)
    assert unseen.withheld
    assert fake_runs.SECRET not in unseen.model_dump_json()


def test_a_reference_answer_without_citations_is_withheld_from_whoever_sees_not_everything() -> None:
    refused = case(0, "abstention", status=AnswerStatus.ABSTAINED.value, answer="", citations=[])
    run = read_record(fake_runs.record("r", [refused]))

    assert case_view(run, "q-0", lambda number: number == "XP-POL-001").withheld
    assert not case_view(run, "q-0", lambda number: True).withheld


def test_a_question_that_was_not_asked_and_a_record_of_another_form_are_refused() -> None:
    with pytest.raises(NotFound):
        case_view(read_record(fake_runs.RECORDS["new"]), "q-99", lambda number: True)
    with pytest.raises(Refused):
        read_record({"id": "r"})
