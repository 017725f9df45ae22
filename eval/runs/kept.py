"""Runs that are kept: in the registry, where they can be listed, and in files."""

import json
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from eval.question_sets.figures import Outcome
from eval.runs.record import RunRecord, from_json, to_json
from knowledge.errors import NotFound, Refused
from knowledge.registry.evaluations import EvaluationRegister
from knowledge.registry.registry import Registry
from knowledge.settings import Settings

LATEST = "latest"
_LOOKED_THROUGH = 1000


def summary_of(run: RunRecord) -> dict[str, Any]:
    """What a run is listed by: JSON, without its questions."""
    outcomes = Counter(case.outcome for case in run.cases)
    return {
        "suites": [suite.value for suite in run.suites],
        "questions": len(run.cases),
        "failed": sum(bool(case.error) for case in run.cases),
        "metrics": dict(run.metrics),
        "outcomes": {outcome.value: outcomes[outcome] for outcome in Outcome},
        "writer": run.configuration.get("writer"),
        "lardom": run.configuration.get("lardom"),
        "revision": run.configuration.get("revision"),
        "duration_s": run.duration_s,
        "problems": list(run.problems),
    }


def keep(run: RunRecord, register: EvaluationRegister) -> None:
    register.add(run.id, run.at, run.name, summary_of(run), json.loads(to_json(run)))


def read_run(named: str, settings: Settings) -> RunRecord:
    """A file, an id of the registry or the beginning of one, or `latest`. Raises Refused and NotFound."""
    file = Path(named)
    if file.suffix == ".json" or file.is_file():
        try:
            return from_json(file.read_bytes())
        except OSError as error:
            raise Refused(f"{file} cannot be read: {error}.", "`lardom eval run --out FILE` writes a run.") from error
    with closing(Registry(settings.database)) as registry:
        return from_json(json.dumps(registry.evaluations.get(_id_of(named, registry.evaluations))))


def _id_of(named: str, register: EvaluationRegister) -> str:
    ids = [run.id for run in register.list(_LOOKED_THROUGH)]
    meant = ids[:1] if named == LATEST else [id_ for id_ in ids if id_.startswith(named)]
    if not meant:
        raise NotFound(f"No evaluation run {named} is kept.", "`lardom eval runs` lists those that are.")
    if len(meant) > 1 and named not in meant:
        raise Refused(f"{len(meant)} runs begin with {named}.", "Give more of the id; `lardom eval runs` lists them.")
    return named if named in meant else meant[0]
