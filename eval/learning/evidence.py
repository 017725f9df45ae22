"""Learns the weights of assistant/weights/evidence.json from question sets, and says how they do on a set left out.

    python -m eval.learning.evidence DIR... --output assistant/weights/evidence.json

Each DIR is a question set (question_sets/files.py). Its questions are asked of its own documents, and so are questions
of the other sets, which have no answer there. Where two sets share question ids, they hold the same questions in two
languages: each is asked of the other's documents as well, where it is answered by the passage of the same question.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.bootstrap import build_assistant
from assistant.evidence.found import Found
from assistant.evidence.learned import Learned
from assistant.evidence.selector import Selection
from assistant.evidence.units import Unit
from assistant.pipeline import EVERYTHING, Assistant
from assistant.understand import Understanding, understand
from eval.learning.evidence_model import Case, cross_validated, learned_from
from eval.question_sets.files import Question, QuestionSet, read_question_set
from eval.statistics.overlap import contains, token_precision
from eval.temporary_store import temporary_store
from knowledge.access import LOCAL_OWNER
from knowledge.settings import load_settings

_SEED = 7
_FOUND_PASSAGES = 50
# A sentence of which four words in five stand in a long expected answer is where that was taken from.
_TAKEN_FROM = 0.8


@dataclass(frozen=True, slots=True)
class Sizes:
    own: int
    foreign: int


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.learning.evidence", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.json")
    parser.add_argument("--sample", type=int, default=200, metavar="N", help="questions of each set (200)")
    parser.add_argument("--foreign", type=int, default=60, metavar="N", help="questions of other sets to each (60)")
    parsed = parser.parse_args(arguments)
    sets = {folder.name: read_question_set(folder) for folder in parsed.folders}
    cases: list[Case] = []
    for name in sets:
        cases += _cases(name, sets, Sizes(parsed.sample, parsed.foreign))
        sys.stderr.write(f"{name}: {len(cases)} cases so far\n")
    report = {"learned_on": date.today().isoformat(), **_report(learned_from(cases), cross_validated(cases), cases)}
    parsed.output.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{parsed.output} is written.\n")
    return 0


def _cases(name: str, sets: Mapping[str, QuestionSet], sizes: Sizes) -> Iterator[Case]:
    asked = list(asked_of(name, sets, sizes))
    with temporary_store(sets[name].documents, load_settings(), lambda _: None) as temporary:
        assistant = build_assistant(temporary.settings, temporary.store)
        for kind, question in asked:
            understood = understand(question.text, ())
            selection = _selected(assistant, understood)
            if selection.units:
                ids = [temporary.ids[scored.unit.source.passage.document_id] for scored in selection.units]
                in_gold = np.array([id_ in question.gold for id_ in ids])
                relevant = _relevant([scored.unit for scored in selection.units], question, in_gold)
                yield Case(name, kind, understood, selection, question.answerable, in_gold, relevant)


def asked_of(name: str, sets: Mapping[str, QuestionSet], sizes: Sizes) -> Iterator[tuple[str, Question]]:
    """What is asked of a set's documents, each with its kind: own, translated or foreign."""
    draw = random.Random(_SEED)
    own = {question.id: question for question in sets[name].questions}
    yield from (("own", question) for question in _sampled(tuple(own.values()), sizes.own, draw))
    strangers: list[Question] = []
    for other in (questions for other, questions in sets.items() if other != name):
        shared = [question for question in other.questions if question.id in own]
        translated = [replace(question, gold=own[question.id].gold) for question in shared if own[question.id].gold]
        yield from (("translated", question) for question in _sampled(translated, sizes.own, draw))
        if not shared:  # sets of the same questions have the same documents, so neither is foreign to the other
            strangers += other.questions
    for question in _sampled(strangers, sizes.foreign, draw):
        yield "foreign", replace(question, gold=frozenset(), answers=(), answerable=False)


def _sampled(questions: Sequence[Question], most: int, draw: random.Random) -> list[Question]:
    return draw.sample(list(questions), min(most, len(questions)))


def _selected(assistant: Assistant, question: Understanding) -> Selection:
    found = assistant.find(question.standalone, LOCAL_OWNER, EVERYTHING)
    selection = assistant.selector.select(question, found)
    return replace(selection, found=Found(found.ranked[:_FOUND_PASSAGES]))


def _relevant(units: Sequence[Unit], question: Question, in_gold: Any) -> Any:
    """Which units hold an expected answer; all of a gold document's where none does, as across languages."""
    holds = [
        contains(unit.text, question.answers) or token_precision(unit.text, question.answers) >= _TAKEN_FROM
        for unit in units
    ]
    exact = in_gold & np.array(holds)
    return exact if exact.any() else in_gold


def _report(learned: Learned, validation: Mapping[str, Any], cases: Sequence[Case]) -> dict[str, Any]:
    counts: dict[str, dict[str, int]] = {}
    for case in cases:
        of_set = counts.setdefault(case.group, {})
        of_set[case.kind] = of_set.get(case.kind, 0) + 1
    return {
        "about": "Weights of the evidence selector and of the confidence, learned by eval/learning/evidence.py.",
        "data": counts,
        "units": asdict(learned.units),
        "confidence": {"bias": learned.bias, "signals": asdict(learned.signals)},
        "left_out": validation,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
