"""What is learned for the evidence selector and the confidence, and how it does on a question set left out."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.evidence.confidence import Signals, signals_of
from assistant.evidence.learned import Learned
from assistant.evidence.selector import Features, Selection
from assistant.understand import Understanding
from eval.learning.fitting import Array, Choice, fit_choice, fit_logistic
from eval.statistics.calibration import auroc, calibration_error
from knowledge.encoder.reader import Reading

Flags = NDArray[np.bool_]
# No public set has the lines that say whose a document is; this keeps them behind whatever else says something.
LETTERHEAD = -8.0
_LEARNED_FEATURES = len(fields(Features)) - 1
# What the confidence takes for granted before it has seen a question: three of four can be answered. It moves the
# confidence of every question alike, so it decides how cautious a threshold of one half is.
ANSWERABLE = 0.75
_RIDGE = 10.0
_ABSTENTION_RECALL = 0.9
_OPPOSED = 8
_PAIRS_OF_SET = 1000.0
_SEED = 7


@dataclass(frozen=True, slots=True)
class Case:
    """A question asked of a set's documents. `in_gold` and `relevant` say which of the selection's units stand in a
    gold document, and which hold the answer; `readings`, by passage id, is what the reader says of their passages."""

    group: str
    kind: str
    question: Understanding
    selection: Selection
    answerable: bool
    in_gold: Flags
    relevant: Flags
    readings: Mapping[str, Reading]


def unread(case: Case) -> Case:
    """The case with a reader that has nothing to say, to see what the real one adds."""
    silence = Reading(np.zeros(1, np.int64), np.zeros(1), np.zeros(1))
    return replace(case, readings=dict.fromkeys(case.readings, silence))


def learned_from(cases: Sequence[Case]) -> Learned:
    """The signals are weighed so as to put answerable questions before others of the same set.

    Sets differ in how close questions and passages are as a whole; a threshold across them would be learned first, and
    teaches nothing of a set left out. Then that score is stretched and shifted until it gives the chance that the best
    unit is from the right document, which keeps its order.
    """
    units = _fitted_units(cases)
    best = [int(np.argmax(_unit_scores(case, units))) for case in cases]
    signals = np.array([_signals(case, at) for case, at in zip(cases, best, strict=True)], np.float64)
    right = np.array([bool(case.in_gold[at]) for case, at in zip(cases, best, strict=True)], np.float64)
    ordering = fit_choice(list(_pairs(cases, signals)), _RIDGE)
    scale = fit_logistic((signals @ ordering)[:, None], right, _weights(cases), 0.0)
    rounded = [round(float(weight), 4) for weight in ordering * scale.weights[0]]
    return Learned(units, Signals(*rounded), round(scale.bias, 4))


def cross_validated(cases: Sequence[Case]) -> dict[str, Any]:
    """For each set the figures of weights that were learned from the others."""
    groups = list(dict.fromkeys(case.group for case in cases))
    return {
        group: _figures(
            learned_from([case for case in cases if case.group != group]),
            [case for case in cases if case.group == group],
        )
        for group in groups
        if len(groups) > 1
    }


def _fitted_units(cases: Sequence[Case]) -> Features:
    taught = [case for case in cases if 0 < case.relevant.sum() < len(case.relevant)]
    sizes = {group: sum(case.group == group for case in taught) for group in {case.group for case in taught}}
    choices = [
        Choice(_unit_matrix(case)[:, :_LEARNED_FEATURES], case.relevant.astype(np.float64), 100 / sizes[case.group])
        for case in taught
    ]
    names = [field.name for field in fields(Features)]
    weights = [*(round(float(weight), 4) for weight in fit_choice(choices, _RIDGE)), LETTERHEAD]
    return Features(**dict(zip(names, weights, strict=True)))


def _pairs(cases: Sequence[Case], signals: Array) -> Iterator[Choice]:
    """Each answerable question beside some that its set cannot answer, of each kind: the first is to come before.

    Burges et al., "Learning to rank using gradient descent" (ICML 2005): RankNet, here with a linear score. Sets count
    the same, and so do the pairs of kinds in each.
    """
    draw = random.Random(_SEED)
    kinds: dict[tuple[str, bool, str], list[int]] = {}
    for place, case in enumerate(cases):
        # A question from elsewhere in the documents' language is told by other signs than one in another language.
        kind = f"{case.kind} {case.question.language}" if case.kind == "foreign" else case.kind
        kinds.setdefault((case.group, case.answerable, kind), []).append(place)
    opposed = [
        (group, before, behind)
        for (group, answerable, _), before in kinds.items()
        for (other_group, other_answerable, _), behind in kinds.items()
        if group == other_group and answerable and not other_answerable
    ]
    of_group = Counter(group for group, _, _ in opposed)
    for group, before, behind in opposed:
        weight = _PAIRS_OF_SET / (of_group[group] * len(before) * _OPPOSED)
        for place in before:
            for other in draw.choices(behind, k=_OPPOSED):
                yield Choice(signals[[place, other]], np.array([1.0, 0.0]), weight)


def _weights(cases: Sequence[Case]) -> Array:
    """Shape (cases,): sets count the same; in each the answerable and the other half are shared evenly by kinds."""
    kinds = [(case.group, case.answerable, case.kind) for case in cases]
    sizes = Counter(kinds)
    kinds_of_half = Counter((group, answerable) for group, answerable, _ in sizes)
    shares = {True: ANSWERABLE, False: 1 - ANSWERABLE}
    weights = np.array([shares[kind[1]] / (sizes[kind] * kinds_of_half[kind[:2]]) for kind in kinds], np.float64)
    return np.asarray(weights * len(cases) / weights.sum(), np.float64)


def _unit_matrix(case: Case) -> Array:
    return np.array([astuple(scored.features) for scored in case.selection.units], np.float64)


def _unit_scores(case: Case, units: Features) -> Array:
    return np.asarray(_unit_matrix(case) @ np.array(astuple(units)), np.float64)


def _signals(case: Case, best: int) -> tuple[float, ...]:
    first = case.selection.units[best]
    return astuple(signals_of(case.question, replace(case.selection, units=(first,)), case.readings))


def _figures(learned: Learned, cases: Sequence[Case]) -> dict[str, Any]:
    best = [int(np.argmax(_unit_scores(case, learned.units))) for case in cases]
    signals = np.array([_signals(case, at) for case, at in zip(cases, best, strict=True)], np.float64)
    chances = 1 / (1 + np.exp(-(signals @ np.array(astuple(learned.signals)) + learned.bias)))
    right = [bool(case.in_gold[at]) for case, at in zip(cases, best, strict=True)]
    relevant = [bool(case.relevant[at]) for case, at in zip(cases, best, strict=True)]
    answerable = [case.answerable for case in cases]
    found = {
        "best_unit_in_gold_document": _share(right, answerable),
        "best_unit_holds_the_answer": _share(relevant, answerable),
        "auroc": auroc(chances.tolist(), answerable),
        "auroc_own": _auroc_of([case.kind == "own" for case in cases], chances, answerable),
        "auroc_foreign": _auroc_of([case.answerable or case.kind == "foreign" for case in cases], chances, answerable),
        "false_refusals_at_abstention_recall_0.9": _false_refusals(chances, np.array(answerable, bool)),
        "ece": calibration_error(chances.tolist(), right),
    }
    return {name: None if value is None else round(value, 3) for name, value in found.items()}


def _share(flags: Sequence[bool], among: Sequence[bool]) -> float | None:
    counted = [flag for flag, counts in zip(flags, among, strict=True) if counts]
    return sum(counted) / len(counted) if counted else None


def _auroc_of(among: Sequence[bool], chances: Array, answerable: Sequence[bool]) -> float | None:
    at = [index for index, counts in enumerate(among) if counts]
    return auroc([float(chances[index]) for index in at], [answerable[index] for index in at])


def _false_refusals(chances: Array, answerable: Flags) -> float | None:
    if answerable.all() or not answerable.any():
        return None
    threshold = np.quantile(chances[~answerable], _ABSTENTION_RECALL)
    return float((chances[answerable] < threshold).mean())
