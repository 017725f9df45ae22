"""Is this lesson known already? Measures what the check of a draft names, on drafts about the pilot's knowledge base.

    python -m eval.benchmarks.similar_lessons

Half of the drafts tell again, in other words or the other language, what a lesson of the pilot tells; the others are
about the same world and something else. The thresholds are chosen on one half and reported on the other. The drafts'
recommendations hold nothing that policy forbids, so every contradiction that is named is a false alarm.
Results: similar_lessons.md.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.lessons.check import LessonCheck, Similar
from assistant.retrieve import Retriever
from eval.temporary_store import PILOT, TemporaryStore, ingested
from knowledge.access import LOCAL_OWNER
from knowledge.settings import load_settings
from knowledge.submissions import Content

DRAFTS = Path(__file__).parents[1] / "datasets" / "similar_lessons.jsonl"
_ON = date(2026, 11, 1)
_THRESHOLDS = (0.016, 0.018, 0.02, 0.022, 0.024, 0.026, 0.028)


@dataclass(frozen=True, slots=True)
class Draft:
    """`same` begins the references of the documents that tell the same; "" where none does."""

    half: str
    same: str
    content: Content


@dataclass(frozen=True, slots=True)
class Checked:
    """`near` pairs each document's reference with how near it is."""

    draft: Draft
    near: tuple[tuple[str, Similar], ...]
    contradictions: int


def read_drafts() -> tuple[Draft, ...]:
    return tuple(
        Draft(
            kept["half"],
            kept["same"],
            Content(
                kept["title"], what_happened=kept["what_happened"], lesson=kept["lesson"], language=kept["language"]
            ),
        )
        for kept in map(json.loads, DRAFTS.read_text("utf-8").splitlines())
    )


def checked(drafts: Iterable[Draft], made: TemporaryStore) -> tuple[Checked, ...]:
    store = made.store
    check = LessonCheck(Retriever(store.registry.documents, store.index, store.embedder, lambda: _ON))
    return tuple(
        Checked(
            draft,
            tuple((made.ids[near.document_id], near) for near in check.nearest(draft.content, LOCAL_OWNER)),
            len(check.contradictions(draft.content, LOCAL_OWNER)),
        )
        for draft in drafts
    )


def row(half: str, least: float, results: Sequence[Checked]) -> str:
    known = [each for each in results if each.draft.same]
    found = sum(any(near.above_level >= least and _same(id_, each) for id_, near in each.near) for each in known)
    wrong = [sum(near.above_level >= least and not _same(id_, each) for id_, near in each.near) for each in results]
    return f"| {half} | {least:.3f} | {found} of {len(known)} | {sum(wrong) / len(results):.2f} |"


def _same(reference: str, each: Checked) -> bool:
    return bool(each.draft.same) and reference.startswith(each.draft.same)


def table(results: Sequence[Checked]) -> str:
    lines = ["| half | above level | known ones named | others named, a draft |", "|---|---|---|---|"]
    for half in ("chosen-on", "held-out"):
        of_half = [each for each in results if each.draft.half == half]
        lines += (row(half, least, of_half) for least in _THRESHOLDS)
    alarms = sum(each.contradictions for each in results)
    return "\n".join((*lines, "", f"False contradictions: {alarms} in {len(results)} drafts."))


def main() -> None:
    with ingested([PILOT], load_settings()) as made:
        sys.stdout.write(table(checked(read_drafts(), made)) + "\n")


if __name__ == "__main__":
    main()
