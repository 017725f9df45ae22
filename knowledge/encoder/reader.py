"""The encoder, taught to read (eval/learning/reader.py): where in a passage a question's answer stands, if it does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.engine import Session
from knowledge.encoder.graph import HIDDEN
from knowledge.encoder.model import Model
from knowledge.encoder.pairs import Pair

Array = NDArray[np.float64]
_NOWHERE = -50.0


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned: two linear heads over the tokens, and changes to the encoder, of which `layers` are used."""

    layers: int
    heads: NDArray[np.float32]
    biases: NDArray[np.float32]
    changes: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage says to a question. `starts` is where each of its tokens starts in it, ascending; `begins` and
    `ends` are the log odds that an answer begins or ends there rather than that there is none, shape (tokens,).
    """

    starts: NDArray[np.int64]
    begins: Array
    ends: Array

    def within(self, start: int, end: int) -> float:
        """Log odds that an answer stands in [start, end) of the passage."""
        first = max(int(np.searchsorted(self.starts, start, "right")) - 1, 0)
        last = int(np.searchsorted(self.starts, end, "left"))
        if last <= first:
            return _NOWHERE
        return float(np.logaddexp.reduce(self.begins[first:last]) + np.logaddexp.reduce(self.ends[first:last]))

    @property
    def anywhere(self) -> float:
        """Log odds that the passage answers."""
        return float(np.logaddexp.reduce(self.begins) + np.logaddexp.reduce(self.ends))


class PassageReader:
    """Thread-safe. With eight layers and a question, a passage of 220 tokens takes 45 ms of one core."""

    def __init__(self, model: Model, taught: Taught) -> None:
        self._taught = taught
        self._session = Session(replace(model.weights, layers=taught.layers, changes=taught.changes))

    def read(self, pair: Pair) -> Reading:
        hidden = self._session.run(pair.ids, HIDDEN)
        odds = np.asarray(hidden @ self._taught.heads.T + self._taught.biases, np.float64)
        body = odds[pair.first : pair.first + len(pair.starts)] - odds[0]
        return Reading(np.array(pair.starts, np.int64), body[:, 0], body[:, 1])


def taught_from(arrays: Mapping[str, NDArray[np.float16]]) -> Taught:
    """From the arrays that eval/learning/reader.py keeps: `heads.w`, `heads.b`, and for each changed matrix its `.up`
    and `.down`, by the names of knowledge/encoder/weights.py."""
    wide = {name: np.asarray(array, np.float32) for name, array in arrays.items()}
    changed = [name.removesuffix(".up") for name in wide if name.endswith(".up")]
    return Taught(
        layers=1 + max(int(name[1 : name.index(".")]) for name in changed),
        heads=wide["heads.w"],
        biases=wide["heads.b"],
        changes={name: (wide[f"{name}.up"], wide[f"{name}.down"]) for name in changed},
    )
