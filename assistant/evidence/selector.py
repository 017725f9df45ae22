"""Which units of the found passages answer the question, and how well."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.evidence.found import Found
from assistant.evidence.units import Unit, units_of
from assistant.questions.asked import asked_for, asks_for_steps
from assistant.rank import language_levels
from assistant.understand import Understanding
from knowledge.embeddings import Embedder
from knowledge.lexical import Word, passage_terms, question_terms

PASSAGES = 6
CANDIDATES = 9  # 140 ms of one core to embed; 16 take 244 ms
# A word found in part, as in a compound, counts as present from here on.
_EXPLAINED = 0.7
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a unit.

    meaning: cosine of question and unit in its context. own: share of the question's rare words in the unit itself;
    context: in its heading and lead. passage: how far its passage's score falls behind the best one's, from 0 down.
    asked: 1 when the unit has the number or time the question asks for, 0 when it lacks it, one half when the question
    asks for neither. steps: 1 for a numbered step where the question asks how something is done. letterhead: 1 for a
    line that only says whose the document is.
    """

    meaning: float
    own: float
    context: float
    passage: float
    asked: float
    steps: float
    letterhead: float


@dataclass(frozen=True, slots=True)
class Scored:
    unit: Unit
    features: Features
    score: float


@dataclass(frozen=True, slots=True)
class Selection:
    """What a writer works with: the found passages, and their units that could stand in an answer, best first."""

    found: Found
    units: tuple[Scored, ...]


class EvidenceSelector(Protocol):
    def select(self, question: Understanding, found: Found) -> Selection: ...


class LinearSelector:
    """A weighted sum of few features, whose differences are log odds (learned.py).

    Only the CANDIDATES best without their meaning are read for it, which is slow.
    """

    def __init__(self, embedder: Embedder, weights: Features) -> None:
        self._embedder = embedder
        self._weights = weights

    def select(self, question: Understanding, found: Found) -> Selection:
        ranked = found.ranked[:PASSAGES]
        units = [unit for item in ranked for unit in units_of(item.candidate) if stands_alone(unit)]
        if not units:
            return Selection(found, ())
        behind = {item.candidate.passage.id: item.score - ranked[0].score for item in ranked}
        rough = _without_meaning(question, units, behind)
        order = sorted(range(len(units)), key=lambda at: -self._score(rough[at]))[:CANDIDATES]
        meanings = self._meanings(question.standalone, [units[at] for at in order])
        levels = language_levels(found.sources)
        scored = []
        for at, meaning in zip(order, meanings, strict=True):
            features = replace(rough[at], meaning=meaning)
            lower = max(levels.values()) - levels[units[at].source.passage.language]
            scored.append(Scored(units[at], features, self._score(replace(features, meaning=meaning + lower))))
        return Selection(found, tuple(sorted(scored, key=lambda item: -item.score)))

    def _meanings(self, question: str, units: Sequence[Unit]) -> list[float]:
        vectors = self._embedder.embed_passages([unit.in_context for unit in units])
        return [float(value) for value in vectors @ self._embedder.embed_question(question)]

    def _score(self, features: Features) -> float:
        return float(np.dot(astuple(self._weights), astuple(features)))


def stands_alone(unit: Unit) -> bool:
    """Whether the unit says something by itself; a reference number or a lone "Yes" does not."""
    return unit.form != "sentence" or len(unit.shown.split()) >= _LEAST_WORDS


def _without_meaning(question: Understanding, units: Sequence[Unit], behind: Mapping[str, float]) -> list[Features]:
    # What a follow-up takes over from the question before helps to find the place, not the sentence in it.
    asked = frozenset(question_terms(question.question).words)
    words = question_terms(question.standalone).words
    own = _explained(words, [(unit.shown, unit.source.passage.language) for unit in units])
    context = _explained(words, [(f"{unit.heading} {unit.lead}", unit.source.passage.language) for unit in units])
    either = np.maximum(own, context)
    # IDF among the units: what every one of them has tells none of them from the others.
    rarity = np.log(1 + len(units) / (1 + (either >= _EXPLAINED).sum(axis=0)))
    wants_steps = asks_for_steps(question.question)
    total = max(float(rarity.sum()), 1e-9)
    own_rarity = rarity * [word in asked for word in words]
    return [
        Features(
            meaning=0.0,
            own=float(own[at] @ own_rarity) / max(float(own_rarity.sum()), 1e-9),
            context=float(context[at] @ rarity) / total,
            passage=behind[unit.source.passage.id],
            asked=asked_for(question.question, unit),
            steps=float(unit.numbered and wants_steps),
            letterhead=float(is_letterhead(unit)),
        )
        for at, unit in enumerate(units)
    ]


def _explained(words: Sequence[Word], texts: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """Shape (texts, words): how much of each word of the question stands in each text."""
    held = [frozenset(passage_terms(text, language).indices) for text, language in texts]
    rows = [[word.explained_by(dimensions) for word in words] for dimensions in held]
    return np.array(rows, np.float64).reshape(len(texts), len(words))


def is_letterhead(unit: Unit) -> bool:
    """Whether a sentence at a document's head only gives its properties: reference, owner, version, dates."""
    passage, properties = unit.source.passage, unit.source.properties
    if passage.ordinal > 0 or unit.form != "sentence":
        return False
    days = (properties.valid_from, properties.review_by)
    owner = (part.strip() for part in properties.owner.split("<")[0].split(","))
    marks = (properties.reference, *owner, *(day.isoformat() for day in days if day))
    return any(mark and mark in unit.text for mark in marks)
