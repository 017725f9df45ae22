"""`lardom eval run`: the golden set, asked of the production pipeline over its documents, and what came of it."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from pkgutil import resolve_name
from uuid import uuid4

from assistant.bootstrap import build_assistant
from assistant.pipeline import Assistant
from eval.golden.asking import GoldenAsker
from eval.golden.cases import GoldenCase
from eval.golden.passages import GoldPassages
from eval.judge.opinion import Opinion, judge_opinion, kept_from_the_judge
from eval.pricing import prices_of
from eval.runs.configuration import configuration_of
from eval.runs.figures import metrics_of, suites_of
from eval.runs.record import CaseResult, RunRecord, Suite
from eval.runs.scoring import Metrics, Scoring
from eval.temporary_store import TemporaryStore, ingested
from knowledge.embeddings import Embedder
from knowledge.errors import Refused
from knowledge.settings import Settings

PILOT_TODAY = date(2026, 11, 23)
"""The day on which the pilot's documents are read (pilot/README.md), so that validity is the same in every run."""
ALL_SUITES = tuple(Suite)
SEED = 7
# They are measured on the questions of both others.
_ON_EVERYTHING = frozenset({Suite.RETRIEVAL, Suite.EVIDENCE})

Progress = Callable[[str], None]
Transform = Callable[[Assistant], Assistant]
"""Makes another pipeline of the production one, as one with a part broken."""


@dataclass(frozen=True, slots=True)
class RunPlan:
    """`sample` questions are drawn by `seed`; all are asked when it is None. Documents are in force as on `today`.

    The judge of the settings is asked when there is a folder to keep its answers in, `judge_cache`.
    """

    name: str = ""
    suites: tuple[Suite, ...] = ALL_SUITES
    sample: int | None = None
    seed: int = SEED
    today: date = PILOT_TODAY
    judge_cache: Path | None = None


def unchanged(assistant: Assistant) -> Assistant:
    return assistant


def run_golden(
    cases: Sequence[GoldenCase], documents: Path, settings: Settings, plan: RunPlan, progress: Progress
) -> RunRecord:
    """Takes the documents in and asks the questions. Raises Refused when there is no document or no question."""
    began = time.perf_counter()
    if settings.eval_judge_configured and plan.judge_cache is None:
        plan = replace(plan, judge_cache=settings.data / "judge")
    progress("Taking in the documents ...")
    with ingested([documents], settings) as temporary:
        run = ask_golden(cases, documents, temporary, plan, progress)
    return replace(run, duration_s=round(time.perf_counter() - began, 1))


def ask_golden(
    cases: Sequence[GoldenCase],
    documents: Path,
    temporary: TemporaryStore,
    plan: RunPlan,
    progress: Progress,
    transform: Transform = unchanged,
) -> RunRecord:
    """The same over documents that are taken in already, for several runs over them. `documents` is their folder."""
    began = time.perf_counter()
    chosen = chosen_cases(cases, plan)
    gold = GoldPassages(temporary, chosen)
    assistant = transform(build_assistant(temporary.settings, temporary.store, lambda: plan.today))
    asker = GoldenAsker(
        assistant=assistant,
        temporary=temporary,
        scoring=Scoring(frozenset(plan.suites), gold, _metrics(temporary.store.embedder)),
        prices=prices_of(temporary.settings),
        clock=time.perf_counter,
        cpu_clock=time.process_time,
    )
    results = []
    for number, case in enumerate(chosen, start=1):
        results.append(asker.ask(case))
        if number % 50 == 0 or number == len(chosen):
            progress(f"{number} of {len(chosen)} questions asked")
    opinion = _opinion(asker, plan, progress)
    results = opinion.added_to(results)
    planned = {"sample": plan.sample, "seed": plan.seed, "today": plan.today.isoformat()}
    made_with = configuration_of(temporary.settings, assistant, chosen, documents)
    return RunRecord(
        id=str(uuid4()),
        at=datetime.now(UTC),
        name=plan.name,
        configuration={**made_with, **planned, "judge": opinion.configuration},
        suites=plan.suites,
        cases=tuple(results),
        metrics=measured(results, plan.suites),
        duration_s=round(time.perf_counter() - began, 1),
        problems=(
            *(f"The quote “{quote}” does not stand in {document}." for document, quote in gold.lost),
            *opinion.problems,
        ),
    )


def chosen_cases(cases: Sequence[GoldenCase], plan: RunPlan) -> list[GoldenCase]:
    """Those that the plan's suites are measured on, or a sample of them, in their order."""
    everything = not _ON_EVERYTHING.isdisjoint(plan.suites)
    within = [case for case in cases if everything or Suite(case.suite.value) in plan.suites]
    if plan.sample is not None and plan.sample < len(within):
        drawn = random.Random(plan.seed).sample(range(len(within)), plan.sample)
        within = [within[at] for at in sorted(drawn)]
    if not within:
        raise Refused("There is no question to ask.", "Name other suites, or a golden set with questions for them.")
    return within


def measured(results: Sequence[CaseResult], suites: Sequence[Suite]) -> dict[str, float | None]:
    """The metrics of these suites, and those that every run has."""
    return {
        name: None if value is None else round(value, 6)
        for name, value in metrics_of(results).items()
        if not suites_of(name) or suites_of(name) & set(suites)
    }


def _opinion(asker: GoldenAsker, plan: RunPlan, progress: Progress) -> Opinion:
    if plan.judge_cache is None:
        return Opinion()
    temporary = asker.temporary
    kept = kept_from_the_judge(asker.asked, temporary.settings, temporary.store.registry.documents)
    if kept:
        return Opinion(problems=(kept,))
    progress("The judge is checked, and then asked ...")
    return judge_opinion(asker.asked, temporary.settings, temporary.store.embedder, plan.judge_cache)


def _metrics(embedder: Embedder) -> Metrics:
    # Importing Ragas takes seconds, which only a run need spend.
    build: Callable[[Embedder], Metrics] = resolve_name("eval.metrics:RagasMetrics")
    return build(embedder)
