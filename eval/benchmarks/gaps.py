"""Which questions are about the same topic? Measures the clustering of knowledge gaps on topics asked in two languages.

    python -m eval.benchmarks.gaps [--strangers DIR...]

The threshold is chosen on one half of the topics, whose questions also give each language's mean, and reported on the
other. Each DIR is a question set (question_sets/files.py) of which 100 questions are mixed in, to be joined by nothing.
Results: gaps.md.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.gaps.clustering import NEW, TopicSpace, Vectors, cluster
from eval.question_sets.files import read_question_set
from knowledge.embeddings import Embedder, build_embedder
from knowledge.settings import load_settings

TOPICS = Path(__file__).parents[1] / "datasets" / "gap_topics.jsonl"
_STRANGERS = 100
_RAW = (0.82, 0.83, 0.84, 0.85, 0.86, 0.87)
_CENTRED = (0.2, 0.25, 0.28, 0.3, 0.32, 0.35, 0.4)


@dataclass(frozen=True, slots=True)
class Asked:
    question: str
    language: str
    topic: str


@dataclass(frozen=True, slots=True)
class Figures:
    """B-cubed precision and recall (Bagga and Baldwin, 1998): of what stands with a question, the share on its topic;
    of its topic, the share that stands with it."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def read_topics(half: str) -> list[Asked]:
    """The questions of "chosen-on" or "held-out"."""
    topics = [json.loads(line) for line in TOPICS.read_text("utf-8").splitlines()]
    return [
        Asked(question, language, topic["topic"])
        for topic in topics
        if topic["half"] == half
        for language in ("sv", "en")
        for question in topic[language]
    ]


def figures(clusters: NDArray[np.int64], asked: Sequence[Asked], counted: int) -> Figures:
    """Of the first `counted` questions; the others are only in the way."""
    topics = np.array([item.topic for item in asked])
    together = clusters[:, None] == clusters[None, :]
    alike = topics[:, None] == topics[None, :]
    right = (together & alike).sum(axis=1)
    return Figures(
        float((right / together.sum(axis=1))[:counted].mean()), float((right / alike.sum(axis=1))[:counted].mean())
    )


def measured(vectors: Vectors, asked: Sequence[Asked], counted: int, least: float) -> Figures:
    return figures(cluster(vectors, [NEW] * len(asked), least), asked, counted)


def strangers(folder: Path) -> list[Asked]:
    questions = read_question_set(folder).questions[:_STRANGERS]
    return [Asked(item.text, item.language, f"{folder.name}/{item.id}") for item in questions]


def table(embedder: Embedder, others: Sequence[Asked]) -> str:
    space = TopicSpace(embedder.embed_question)
    lines = ["| half | vectors | threshold | precision | recall | F1 |", "|---|---|---|---|---|---|"]
    for half in ("chosen-on", "held-out"):
        own = read_topics(half)
        asked = [*own, *others]
        raw = np.stack([embedder.embed_question(item.question) for item in asked])
        centred = space.vectors([(item.question, item.language) for item in asked])
        for name, vectors, thresholds in (("raw", raw, _RAW), ("centred", centred, _CENTRED)):
            for least in thresholds:
                found = measured(vectors, asked, len(own), least)
                cells = f"{least:.2f} | {found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f}"
                lines.append(f"| {half} | {name} | {cells} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Measure the clustering of knowledge gaps.")
    parser.add_argument("--strangers", type=Path, nargs="*", default=[], metavar="DIR")
    folders = parser.parse_args(arguments).strangers
    others = [item for folder in folders for item in strangers(folder)]
    sys.stdout.write(table(build_embedder(load_settings()), others) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
