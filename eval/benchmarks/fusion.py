"""How should meaning and words be fused? Compares formulas on any question sets, with each set left out in turn.

    python -m eval.benchmarks.fusion --candidates FILE DIR...

Each DIR is a question set (question_sets/files.py). What the index finds is kept in FILE, so that a second run takes
seconds. Results and what was decided: fusion.md.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.bootstrap import today
from assistant.rank import fused_scores
from assistant.retrieve import Retriever
from assistant.schemas.answers import Scope
from eval.question_sets.files import QuestionSet, read_question_set
from eval.statistics.ranking import scores_of
from eval.temporary_store import temporary_store
from knowledge.access import LOCAL_OWNER
from knowledge.documents import Passage, Properties
from knowledge.index.protocol import Candidate
from knowledge.settings import load_settings

Scores = NDArray[np.float64]
Formula = Callable[[Sequence[Candidate]], Scores]
_RRF_K = 60
_RRF_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Case:
    """One question: what it is looking for, and all that the index found."""

    gold: frozenset[str]
    candidates: tuple[Candidate, ...]


def dense(candidates: Sequence[Candidate]) -> Scores:
    return np.array([candidate.dense for candidate in candidates])


def bm25(candidates: Sequence[Candidate]) -> Scores:
    return np.array([candidate.lexical for candidate in candidates])


def reciprocal_ranks(candidates: Sequence[Candidate]) -> Scores:
    """Reciprocal rank fusion with k = 60 (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    fused = np.zeros(len(candidates))
    for scores in (dense(candidates), bm25(candidates)):
        ranks = np.argsort(np.argsort(-scores, kind="stable"), kind="stable") + 1
        fused += np.where((scores > 0) & (ranks <= _RRF_DEPTH), 1 / (_RRF_K + ranks), 0.0)
    return fused


def _trusting(weight: float, trust: float) -> Formula:
    return lambda candidates: fused_scores(candidates, weight, trust)


PARTS: dict[str, Formula] = {"dense": dense, "bm25": bm25}
CHOICES = {
    f"{weight:g} coverage^{trust:g}": _trusting(weight, trust)
    for weight, trust in ((1, 0), (1, 0.5), (1, 1), (1, 1.5), (1, 2), (1.5, 1), (1.5, 1.5), (1.5, 2), (2, 1), (2, 1.5))
}
FORMULAS = {**PARTS, "rrf": reciprocal_ranks, **CHOICES}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.fusion")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--candidates", type=Path, required=True, metavar="FILE")
    parsed = parser.parse_args(arguments)
    kept = json.loads(parsed.candidates.read_text()) if parsed.candidates.exists() else {}
    for folder in parsed.folders:
        if folder.name not in kept:
            kept[folder.name] = _found(read_question_set(folder))
            parsed.candidates.write_text(json.dumps(kept))
            sys.stderr.write(f"{folder.name} searched\n")
    cases = {folder.name: [_case(row) for row in kept[folder.name]] for folder in parsed.folders}
    sys.stdout.write(_report(cases))
    return 0


def _found(questions: QuestionSet) -> list[dict[str, Any]]:
    rows = []
    with temporary_store(questions.documents, load_settings(), lambda done: None) as temporary:
        store = temporary.store
        retriever = Retriever(store.registry.documents, store.index, store.embedder, today)
        for question in questions.questions:
            if not (question.answerable and question.gold):
                continue
            found = retriever.retrieve(question.text, LOCAL_OWNER, Scope()).candidates
            candidates = [
                [temporary.ids[c.passage.document_id], c.passage.language, c.dense, c.lexical, c.coverage]
                for c in found
            ]
            rows.append({"gold": sorted(question.gold), "candidates": candidates})
    return rows


def _case(row: dict[str, Any]) -> Case:
    candidates = tuple(
        Candidate(
            Passage("", document, "", 0, 0, 0, "", language=language), Properties(""), None, meaning, words, coverage
        )
        for document, language, meaning, words, coverage in row["candidates"]
    )
    return Case(frozenset(row["gold"]), candidates)


def _measured(cases: Sequence[Case], formula: Formula) -> tuple[float, float]:
    """Mean nDCG@10 and hit@1."""
    rows = []
    for case in cases:
        order = np.argsort(-formula(case.candidates), kind="stable")
        ranking = list(dict.fromkeys(case.candidates[i].passage.document_id for i in order))
        row = scores_of(ranking, case.gold)
        rows.append((row["ndcg@10"], row["hit@1"]))
    ndcg, hit = np.mean(rows, axis=0)
    return float(ndcg), float(hit)


def _report(cases: dict[str, list[Case]]) -> str:
    measured = {
        name: {set_name: _measured(rows, formula) for set_name, rows in cases.items()}
        for name, formula in FORMULAS.items()
    }
    lines = ["| set | " + " | ".join(FORMULAS) + " |", "|---|" + "---|" * len(FORMULAS)]
    for set_name in cases:
        cells = ("{:.3f} / {:.3f}".format(*measured[name][set_name]) for name in FORMULAS)
        lines.append(f"| {set_name} | " + " | ".join(cells) + " |")
    means = {name: np.mean(list(rows.values()), axis=0) for name, rows in measured.items()}
    lines.append("| mean | " + " | ".join("{:.3f} / {:.3f}".format(*mean) for mean in means.values()) + " |")
    lines += ["", "| left out | chosen on the others | there | the better part there |", "|---|---|---|---|"]
    for left_out in cases:
        others = [name for name in cases if name != left_out]
        chosen = max(CHOICES, key=lambda name: float(np.mean([measured[name][other][0] for other in others])))
        better = [max(measured[part][left_out][which] for part in PARTS) for which in (0, 1)]
        there = "{:.3f} / {:.3f}".format(*measured[chosen][left_out])
        lines.append(f"| {left_out} | {chosen} | {there} | " + "{:.3f} / {:.3f} |".format(*better))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
