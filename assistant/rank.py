"""Orders candidates: meaning and words fused, so that the whole is no worse than the better of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Kind
from knowledge.index.protocol import Candidate

_CLOSEST, _FEWEST_OF_LANGUAGE = 25, 8
# Standard deviations: a fraction of what usually lies between neighbours, so that rank decides between equals only.
_RANK_OF_KIND = {Kind.POLICY: 0.1, Kind.PLAYBOOK: 0.05, Kind.LESSON: 0.0, Kind.REFERENCE: 0.0}


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    score: float


def rank(candidates: Sequence[Candidate]) -> tuple[Ranked, ...]:
    """Best first; of two that are as good, policy comes before playbook before lesson.

    `score` orders within one question only; it means nothing across questions.
    """
    scores = fused_scores(candidates) + [_RANK_OF_KIND[item.properties.kind] for item in candidates]
    order = sorted(range(len(candidates)), key=lambda i: (-scores[i], candidates[i].passage.id))
    return tuple(Ranked(candidates[i], float(scores[i])) for i in order)


def fused_scores(candidates: Sequence[Candidate], weight: float = 1.5, trust: float = 1.5) -> NDArray[np.float64]:
    """z(dense) + weight coverage^trust z(BM25), shape (len(candidates),); z counts standard deviations from the mean.

    Cosines are compared across languages by how far they are above their language's level. BM25 is heard as far as the
    words of the question explain its own best passage, and it compares a passage with others in the same language only:
    a question has few words in common with the other language, and those should not speak against a passage that means
    the same. How `weight` and `trust` were chosen: eval/benchmarks/fusion.md.
    """
    levels = language_levels(candidates)
    scores = _standardised([item.dense - levels[item.passage.language] for item in candidates])
    languages = np.array([item.passage.language for item in candidates])
    for language in np.unique(languages):
        of_language = np.flatnonzero(languages == language).tolist()
        lexical = [candidates[i].lexical for i in of_language]
        best = candidates[of_language[int(np.argmax(lexical))]]
        scores[of_language] += weight * best.coverage**trust * _standardised(lexical)
    return scores


def language_levels(candidates: Sequence[Candidate]) -> dict[str, float]:
    """For each language the median cosine of its closest passages; of all of them where it has too few to tell.

    A passage is 0.05 closer to a question in its own language than to the question's translation (184 questions of
    XQuAD and the Swedish SQuAD). Where both languages lie in one index and only the other one had the answer, it was
    found first for 29 % of them and among five for 55 %; with levels for 53 % and 88 %, and in their own as before.
    """
    everyone = _level([item.dense for item in candidates])
    levels: dict[str, float] = {}
    for language in {item.passage.language for item in candidates}:
        cosines = [item.dense for item in candidates if item.passage.language == language]
        levels[language] = _level(cosines) if len(cosines) >= _FEWEST_OF_LANGUAGE else everyone
    return levels


def _level(cosines: Sequence[float]) -> float:
    return float(np.median(sorted(cosines, reverse=True)[:_CLOSEST])) if cosines else 0.0


def _standardised(values: Sequence[float]) -> NDArray[np.float64]:
    """Shape (len(values),); zeros when all are equal."""
    array = np.asarray(values, np.float64)
    spread = float(array.std()) if values else 0.0
    return (array - array.mean()) / spread if spread > 0 else np.zeros_like(array)
