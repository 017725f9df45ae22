"""Learns the weights of assistant/weights/evidence.json from question sets, and says how they do on a set left out.

    python -m eval.learning.evidence DIR... [--unread DIR...] --output assistant/weights/evidence.json

Each DIR is a question set (question_sets/files.py). Its questions are asked of its own documents, and so are questions
of the other sets, which have no answer there. Where two sets share question ids, they hold the same questions in two
languages: each is asked of the other's documents as well, where it is answered by the passage of the same question.

The first are the sets that the reader was taught with (reader.py, the same folders): of those only questions are asked
that were held out, for of what it has seen the reader knows more than of what people will bring.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.bootstrap import build_assistant
from assistant.evidence.found import Found
from assistant.evidence.learned import Learned
from assistant.evidence.reading import bundled_reader
from assistant.evidence.selector import PASSAGES, Selection
from assistant.evidence.units import Unit
from assistant.pipeline import EVERYTHING, Assistant
from assistant.understand import Understanding, understand
from eval.learning.evidence_model import Case, cross_validated, learned_from, unread
from eval.learning.holding_out import held_out
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


@dataclass(frozen=True, slots=True)
class Unseen:
    """The sets that the reader was taught with, and the (set, document id) of them that it has not seen."""

    taught: frozenset[str]
    held_out: frozenset[tuple[str, str]]

    def holds(self, name: str, documents: Iterable[str]) -> bool:
        """Whether nothing was taught about any of these documents of a set."""
        return name not in self.taught or any((name, id_) in self.held_out for id_ in documents)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.learning.evidence", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument(
        "--unread", type=Path, nargs="*", default=[], metavar="DIR", help="sets that the reader was not taught with"
    )
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.json")
    parser.add_argument("--sample", type=int, default=200, metavar="N", help="questions of each set (200)")
    parser.add_argument("--foreign", type=int, default=60, metavar="N", help="questions of other sets to each (60)")
    parsed = parser.parse_args(arguments)
    taught = {folder.name: read_question_set(folder) for folder in parsed.folders}
    sets = taught | {folder.name: read_question_set(folder) for folder in parsed.unread}
    unseen = Unseen(frozenset(taught), held_out(taught))
    cases: list[Case] = []
    for name in sets:
        cases += _cases(name, sets, unseen, Sizes(parsed.sample, parsed.foreign))
        sys.stderr.write(f"{name}: {len(cases)} cases so far\n")
    report = {
        "learned_on": date.today().isoformat(),
        **_report(learned_from(cases), cases),
        "left_out": cross_validated(cases),
        "left_out_unread": cross_validated([unread(case) for case in cases]),
    }
    parsed.output.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{parsed.output} is written.\n")
    return 0


def _cases(name: str, sets: Mapping[str, QuestionSet], unseen: Unseen, sizes: Sizes) -> Iterator[Case]:
    asked = list(asked_of(name, sets, unseen, sizes))
    with temporary_store(sets[name].documents, load_settings(), lambda _: None) as temporary:
        assistant = build_assistant(temporary.settings, temporary.store)
        reader = bundled_reader(temporary.settings.encoder_threads)
        for kind, question in asked:
            understood = understand(question.text, ())
            selection = _selected(assistant, understood)
            if selection.units:
                ids = [temporary.ids[scored.unit.source.passage.document_id] for scored in selection.units]
                # One without an answer was taught with what is nearest to it (reader_examples.py).
                nearest = temporary.ids[selection.found.sources[0].passage.document_id]
                if kind == "own" and not question.gold and not unseen.holds(name, {nearest}):
                    continue
                in_gold = np.array([id_ in question.gold for id_ in ids])
                relevant = _relevant([scored.unit for scored in selection.units], question, in_gold)
                sources = selection.found.sources[:PASSAGES]
                said = zip(sources, reader.read(understood.standalone, sources), strict=True)
                readings = {source.passage.id: reading for source, reading in said}
                yield Case(name, kind, understood, selection, question.answerable, in_gold, relevant, readings)


def asked_of(
    name: str, sets: Mapping[str, QuestionSet], unseen: Unseen, sizes: Sizes
) -> Iterator[tuple[str, Question]]:
    """What is asked of a set's documents, each with its kind: own, translated or foreign. Own questions without an
    answer are all among it: what they were taught with shows when they are asked."""
    draw = random.Random(_SEED)
    own = {question.id: question for question in sets[name].questions}
    asked = [question for question in own.values() if not question.gold or unseen.holds(name, question.gold)]
    yield from (("own", question) for question in _sampled(asked, sizes.own, draw))
    strangers: list[Question] = []
    for other_name, other in sets.items():
        if other_name == name:
            continue
        shared = [question for question in other.questions if question.id in own]
        translated = [replace(question, gold=own[question.id].gold) for question in shared if own[question.id].gold]
        kept = [question for question in translated if unseen.holds(name, question.gold)]
        yield from (("translated", question) for question in _sampled(kept, sizes.own, draw))
        if not shared:  # sets of the same questions have the same documents, so neither is foreign to the other
            strangers += [question for question in other.questions if unseen.holds(other_name, question.gold)]
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


def _report(weights: Learned, cases: Sequence[Case]) -> dict[str, Any]:
    counts: dict[str, dict[str, int]] = {}
    for case in cases:
        of_set = counts.setdefault(case.group, {})
        of_set[case.kind] = of_set.get(case.kind, 0) + 1
    return {
        "about": "Weights of the evidence selector and of the confidence, learned by eval/learning/evidence.py.",
        "data": counts,
        "units": asdict(weights.units),
        "confidence": {"bias": weights.bias, "signals": asdict(weights.signals)},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
