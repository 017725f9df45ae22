"""The reader asked about the best passages: where in each the question's answer stands, if it does.

It was taught by eval/learning/reader.py; eval/benchmarks/reader.md tells from what, and what it gains.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np

from knowledge.encoder.model import Model, bundled_model
from knowledge.encoder.pairs import Pair, pair_of
from knowledge.encoder.reader import PassageReader, Reading, taught_from
from knowledge.index.protocol import Candidate

READER_WEIGHTS = "reader.npz"


class Reader(Protocol):
    def read(self, question: str, sources: Sequence[Candidate]) -> list[Reading]:
        """What each passage says, in the same order; characters are counted from the passage's start."""
        ...


class TaughtReader:
    """Thread-safe. One passage is read on one thread, passages beside each other."""

    def __init__(self, model: Model, reader: PassageReader, threads: int) -> None:
        self._model = model
        self._reader = reader
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reader")

    def read(self, question: str, sources: Sequence[Candidate]) -> list[Reading]:
        return list(self._threads.map(self._reader.read, [self._pair(question, source) for source in sources]))

    def _pair(self, question: str, source: Candidate) -> Pair:
        heading = " – ".join((source.properties.title, *source.passage.section[-1:]))
        return pair_of(self._model, question, heading, source.passage.text)


@cache
def bundled_reader(threads: int) -> TaughtReader:
    """Made once for a process. Raises ModelUnavailable when the encoder that it changes cannot be read."""
    model = bundled_model()
    with files("assistant").joinpath("weights", READER_WEIGHTS).open("rb") as kept:
        taught = taught_from(np.load(kept))
    return TaughtReader(model, PassageReader(model, taught), threads)
