"""Runs the encoder: texts in, normalised vectors out."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from knowledge.encoder.graph import INPUT, MEAN, encoder_graph
from knowledge.encoder.model import Model
from knowledge.encoder.weights import Weights

_ERRORS_ONLY = 3


class Encoder:
    """Thread-safe. One text is one run on one thread, texts run beside each other: no padding, no spinning threads,
    and a question waits for no batch. The graph is made in memory at each start (0.2 s), so no file can be stale.
    """

    def __init__(self, model: Model, threads: int) -> None:
        self.dimension = model.weights.hidden
        self._model = model
        self._session = Session(model.weights)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="encoder")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimension), rows L2-normalised.

        A text longer than the model's 512 tokens is cut into windows, whose means are averaged by their length.
        """
        windows = [(index, window) for index, text in enumerate(texts) for window in self._windows(text)]
        run = map if len(windows) == 1 else self._threads.map
        sums = np.zeros((len(texts), self.dimension), np.float32)
        for (index, window), mean in zip(windows, run(self._mean, [ids for _, ids in windows]), strict=True):
            sums[index] += mean * np.float32(len(window))
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)

    def _windows(self, text: str) -> Iterator[list[int]]:
        ids = self._model.tokenizer.ids(text)
        length = self._model.weights.positions - 2
        return (ids[start : start + length] for start in range(0, len(ids), length))

    def _mean(self, ids: list[int]) -> NDArray[np.float32]:
        return self._session.run(np.array([self._model.begin, *ids, self._model.end], np.int64), MEAN)


class Session:
    """A graph ready to run; thread-safe."""

    def __init__(self, weights: Weights) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        options.enable_cpu_mem_arena = False  # the arena would keep the largest text's memory for each thread
        graph = encoder_graph(weights).SerializeToString()
        self._weights = weights
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def run(self, token_ids: NDArray[np.int64], output: str) -> NDArray[np.float32]:
        """The named output of the graph for one text's tokens."""
        (value,) = self._session.run([output], {INPUT: self._weights.embedded(token_ids)})
        return np.asarray(value, np.float32)
