"""Questions on the same topic, in either language, found by their meaning.

Questions in one language lie nearer to each other than to their own translations. Taking each language's mean away
undoes that: of 93 SQuAD questions 90 % instead of 81 % lie nearest to their translation (eval/benchmarks/gaps.md).
"""

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from knowledge.index.protocol import Vector

SAME_TOPIC = 0.28
"""Least mean likeness of two clusters that become one. Chosen on one half of the topics (eval/benchmarks/gaps.md)."""
NEW = -1
Vectors = NDArray[np.float32]

_EVERYDAY = files("assistant").joinpath("weights", "everyday_questions.json")


class TopicSpace:
    """Vectors of questions that compare by topic rather than by language. `embed` gives a question's vector."""

    def __init__(self, embed: Callable[[str], Vector]) -> None:
        self._embed = embed

    def vectors(self, questions: Sequence[tuple[str, str]]) -> Vectors:
        """A unit vector for each (question, language), shape (len(questions), dimension)."""
        rows = [self._embed(text) - self._means[language] for text, language in questions]
        lengths = [max(float(np.linalg.norm(row)), 1e-12) for row in rows]
        return np.array([row / length for row, length in zip(rows, lengths, strict=True)], np.float32)

    @cached_property
    def _means(self) -> dict[str, Vector]:
        """Of what people ask at work, on twenty topics put in the same ways in each language."""
        everyday: dict[str, list[str]] = json.loads(_EVERYDAY.read_text("utf-8"))
        return {
            language: np.mean([self._embed(text) for text in texts], axis=0) for language, texts in everyday.items()
        }


def cluster(vectors: Vectors, known: Sequence[int], least: float = SAME_TOPIC) -> NDArray[np.int64]:
    """Agglomerative clustering with average linkage; gives each row the number of its cluster.

    Rows that share a `known` number (not NEW) are one cluster from the start and keep that number; two known clusters
    never become one, for people have decided about each. The others get new numbers above those. Ties go to the
    earlier rows, so that the same rows always make the same clusters.
    """
    if not known:
        return np.empty(0, np.int64)
    above = max(known) + 1
    starts = [above + row if number == NEW else number for row, number in enumerate(known)]
    numbers, member_of = np.unique(np.array(starts, np.int64), return_inverse=True)
    sizes = np.bincount(member_of, minlength=len(numbers)).astype(np.float32)
    means = np.zeros((len(numbers), vectors.shape[1]), np.float32)
    np.add.at(means, member_of, vectors)
    means /= sizes[:, None]
    fixed, alive = numbers < above, np.ones(len(numbers), bool)
    # The mean likeness of the members of two clusters is the product of the clusters' means.
    likeness = means @ means.T
    likeness[np.ix_(fixed, fixed)] = -np.inf
    np.fill_diagonal(likeness, -np.inf)
    rows, nearest = np.arange(len(numbers)), likeness.argmax(axis=1)
    while (best := likeness[rows, nearest]).max(initial=-np.inf) >= least:
        first = int(best.argmax())
        kept, gone = sorted((first, int(nearest[first])))
        means[kept] = (means[kept] * sizes[kept] + means[gone] * sizes[gone]) / (sizes[kept] + sizes[gone])
        sizes[kept] += sizes[gone]
        alive[gone] = False
        member_of[member_of == gone] = kept
        renewed = np.where(alive & ~(fixed & fixed[kept]), means @ means[kept], -np.inf)
        renewed[kept] = -np.inf
        likeness[kept] = likeness[:, kept] = renewed
        likeness[gone] = likeness[:, gone] = -np.inf
        # A mean is no nearer than the nearer of its parts was: only what these two were nearest to looks again.
        again = np.isin(nearest, (kept, gone)) | (rows == kept)
        nearest[again] = likeness[again].argmax(axis=1)
    return numbers[member_of]


def centralities(vectors: Vectors, clusters: NDArray[np.int64]) -> NDArray[np.float32]:
    """For each row its mean likeness to the members of its cluster, itself included."""
    found = np.zeros(len(vectors), np.float32)
    for number in np.unique(clusters):
        members = clusters == number
        found[members] = vectors[members] @ vectors[members].mean(axis=0)
    return found
