"""Real pipelines with one stage broken, held to the goals: the gate fails, and names the stage."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pytest

from eval.cli import command
from eval.report.verdict import failures
from eval.runs.baseline import Acceptance, accepted
from eval.runs.comparison import Stage
from eval.runs.degradations import Degradation, degraded
from eval.runs.figures import metrics_of
from eval.runs.gate import Demands, GateResult, judged
from eval.runs.record import RunRecord, from_json, to_json
from eval.runs.run import RunPlan, ask_golden, unchanged
from eval.temporary_store import ingested
from knowledge.goals import packaged_goals, read_goals, read_parity
from knowledge.settings import Settings
from tests.fixtures.golden import TODAY, golden_cases, write_documents

COPIES = 5  # so that each language has as many questions as a slice needs to be judged
GOALS = tuple(goal for goal in read_goals(packaged_goals()) if goal.metric != "latency.p95_ms")
PARITY = read_parity(packaged_goals())

RunOf = Callable[[Degradation | None], RunRecord]


@pytest.fixture(scope="module")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunOf]:
    folder = tmp_path_factory.mktemp("gate")
    documents = write_documents(folder / "documents")
    with ingested([documents], Settings(data=folder)) as taken_in:

        @cache
        def run(broken: Degradation | None) -> RunRecord:
            transform = unchanged if broken is None else partial(degraded, degradation=broken)
            return several(
                ask_golden(golden_cases(), documents, taken_in, RunPlan(today=TODAY), lambda _: None, transform)
            )

        yield run


def several(run: RunRecord) -> RunRecord:
    """Each question stands for several that go alike."""
    cases = tuple(replace(case, case_id=f"{case.case_id}-{number}") for case in run.cases for number in range(COPIES))
    return replace(run, cases=cases, metrics=metrics_of(cases))


@pytest.fixture(scope="module")
def whole(run_of: RunOf) -> RunRecord:
    return run_of(None)


def gate(run: RunRecord, whole: RunRecord) -> GateResult:
    acceptance = Acceptance(at=whole.at, author="Farid Nasseri", reason="The first", run=whole.id)
    return judged(run, Demands(GOALS, PARITY, accepted(whole, acceptance, None)))


def test_the_whole_pipeline_passes(whole: RunRecord) -> None:
    result = gate(whole, whole)

    assert failures(result) == []
    assert result.passed


@pytest.mark.parametrize(
    ("broken", "stage"),
    [
        (Degradation.SHUFFLED, Stage.RANKING),
        (Degradation.MISCITED, Stage.WRITING),
        (Degradation.INVENTED, Stage.VERIFICATION),
        (Degradation.ANSWERING, Stage.ABSTENTION),
        (Degradation.REFUSING, Stage.ABSTENTION),
        (Degradation.SWEDISH, Stage.RETRIEVAL),
    ],
)
def test_a_broken_stage_fails_the_gate_by_name(
    run_of: RunOf, whole: RunRecord, broken: Degradation, stage: Stage
) -> None:
    result = gate(run_of(broken), whole)

    assert not result.passed
    assert next(iter(result.stages)) is stage
    assert re.search(rf"Lost .*at: {stage.value}", failures(result)[0])


def test_a_language_that_is_broken_alone_is_named(run_of: RunOf, whole: RunRecord) -> None:
    assert [(gap.rule.slice, gap.value) for gap in gate(run_of(Degradation.SWEDISH), whole).unfair] == [
        ("language", "sv")
    ]


def test_what_verification_catches_passes(run_of: RunOf, whole: RunRecord) -> None:
    assert gate(run_of(Degradation.CAUGHT), whole).passed


class TestFromTheCommandLine:
    @pytest.fixture
    def files(self, tmp_path: Path, whole: RunRecord) -> Path:
        (tmp_path / "run.json").write_text(to_json(whole), encoding="utf-8")
        return tmp_path

    def accept(self, files: Path, reason: str = "The first") -> int:
        baseline = ("--baseline", str(files / "baseline.json"))
        return command(["baseline", str(files / "run.json"), "--author", "Elin", "--reason", reason, *baseline])

    def gate(self, files: Path, *more: str) -> int:
        return command(["gate", "--run", str(files / "run.json"), "--baseline", str(files / "baseline.json"), *more])

    def test_a_run_is_accepted_with_who_and_why_and_then_passes(
        self, files: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.accept(files) == 0
        assert self.gate(files, "--report", str(files / "gate.html"), "--report", str(files / "gate.md")) == 0
        said = capsys.readouterr().out

        assert "accepted" in said
        assert "by Elin: The first" in said
        assert (files / "gate.md").read_text(encoding="utf-8") in said
        assert not re.search(r"(src|href)=[^#]{2}|url\(|@import", (files / "gate.html").read_text(encoding="utf-8"))

    def test_a_question_that_is_not_in_the_run_is_told(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.accept(files)
        run = from_json((files / "run.json").read_text(encoding="utf-8"))
        (files / "run.json").write_text(to_json(run_without(run, "leave-0")), encoding="utf-8")
        capsys.readouterr()

        self.gate(files, "--json")
        report = json.loads(capsys.readouterr().out)

        assert report["missing"] == ["leave-0"]

    def test_the_exit_code_is_1_when_a_blocking_goal_is_missed(
        self, files: Path, run_of: RunOf, whole: RunRecord, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.accept(files)
        (files / "run.json").write_text(to_json(run_of(Degradation.REFUSING)), encoding="utf-8")

        assert self.gate(files) == 1
        assert "FAILED" in capsys.readouterr().out

    def test_parity_is_a_dated_report_of_its_own(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert command(["parity", "--run", str(files / "run.json"), "--baseline", str(files / "none.json")]) == 0
        said = capsys.readouterr().out

        assert said.startswith("# Parity, 20")
        assert "| language | sv | 10 |" in said


def run_without(run: RunRecord, case_id: str) -> RunRecord:
    return replace(run, cases=tuple(case for case in run.cases if case.case_id != case_id))
