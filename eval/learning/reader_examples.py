"""What the reader is taught: a question beside a window of text, and where in it the answer stands, if it does."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from eval.learning.holding_out import held_out
from eval.question_sets.files import Question, QuestionSet, SourceText
from eval.statistics.overlap import contains, token_precision
from knowledge.encoder.engine import Encoder
from knowledge.encoder.model import Model
from knowledge.encoder.pairs import Pair, pair_of
from knowledge.sentences import split

# About what a passage of the index holds.
_WINDOW_TOKENS = 150
_NEAREST = 8
# A sentence of which four words in five stand in a long expected answer is where that was taken from.
_TAKEN_FROM = 0.8
Answer = Literal["here", "somewhere", "nowhere"]


@dataclass(frozen=True, slots=True)
class Window:
    """Whole sentences of a document, at most `_WINDOW_TOKENS` where none is longer, under its title."""

    group: str
    document: str
    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Example:
    """`starts` and `ends` are the tokens, counted in the pair, where an answer begins and ends: all that are right."""

    group: str
    question: str
    pair: Pair
    answer: Answer
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lessons:
    taught: tuple[Example, ...]
    kept: tuple[Example, ...]


def examples(sets: Mapping[str, QuestionSet], model: Model, threads: int, seed: int) -> Lessons:
    """Every question beside a window that answers it and beside one or two of the nearest that do not."""
    return _Examples(sets, model, Encoder(model, threads), random.Random(seed)).all()


class _Examples:
    def __init__(self, sets: Mapping[str, QuestionSet], model: Model, encoder: Encoder, draw: random.Random) -> None:
        self._sets, self._model, self._encoder, self._draw = sets, model, encoder, draw
        self._held = held_out(sets)

    def all(self) -> Lessons:
        taught: list[Example] = []
        kept: list[Example] = []
        for name, set_ in self._sets.items():
            windows = [window for document in set_.documents for window in _windows(name, document, self._model)]
            vectors = self._encoder.encode([f"passage: {window.title} – {window.text}" for window in windows])
            questions = [*set_.questions, *self._translated(name)]
            asked = self._encoder.encode([f"query: {question.text}" for question in questions])
            for question, vector in zip(questions, asked, strict=True):
                order = [windows[at] for at in np.argsort(-(vectors @ vector))]
                held = self._is_held(question, order)
                same = [window for window in order if ((name, window.document) in self._held) == held]
                (kept if held else taught).extend(self._of(question, same))
        self._draw.shuffle(taught)
        self._draw.shuffle(kept)
        return Lessons(tuple(taught), tuple(kept))

    def _translated(self, name: str) -> Iterator[Question]:
        """The set's answerable questions as other sets ask them, in another language."""
        own = {question.id: question for question in self._sets[name].questions}
        for other, set_ in self._sets.items():
            for question in set_.questions:
                if other != name and question.id in own and own[question.id].gold:
                    yield replace(own[question.id], text=question.text, language=question.language)

    def _is_held(self, question: Question, order: Sequence[Window]) -> bool:
        """One without an answer belongs to what is nearest to it, which it was made to look like."""
        documents = question.gold or {order[0].document}
        return any((order[0].group, document) in self._held for document in documents)

    def _of(self, question: Question, order: Sequence[Window]) -> Iterator[Example]:
        golden = [window for window in order if window.document in question.gold]
        others = [window for window in order if window.document not in question.gold][:_NEAREST]
        answering = [made for window in golden if (made := self._answered(question, window)).answer == "here"]
        if answering:
            yield self._draw.choice(answering)
        elif len(golden) == 1:
            yield self._example(question, golden[0], "somewhere")
        if others:
            yield self._example(question, self._draw.choice(others) if question.gold else others[0], "nowhere")

    def _answered(self, question: Question, window: Window) -> Example:
        pair = pair_of(self._model, question.text, window.title, window.text)
        spans = list(_spans(window, question.answers))
        starts = {token for start, _ in spans if (token := pair.token_at(start)) is not None}
        ends = {token for _, end in spans if (token := pair.token_at(end - 1)) is not None}
        if starts and ends:
            return Example(window.group, question.id, pair, "here", tuple(sorted(starts)), tuple(sorted(ends)))
        return Example(window.group, question.id, pair, "nowhere")

    def _example(self, question: Question, window: Window, answer: Answer) -> Example:
        pair = pair_of(self._model, question.text, window.title, window.text)
        return Example(window.group, question.id, pair, answer)


def _windows(name: str, document: SourceText, model: Model) -> Iterator[Window]:
    begin, tokens, end = 0, 0, 0
    for start, stop in split(document.text, document.language):
        size = len(model.tokenizer.ids(document.text[start:stop]))
        if tokens and tokens + size > _WINDOW_TOKENS:
            yield Window(name, document.id, document.title, document.text[begin:end], document.language)
            begin, tokens = start, 0
        tokens, end = tokens + size, stop
    if tokens:
        yield Window(name, document.id, document.title, document.text[begin:end], document.language)


def _spans(window: Window, answers: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the answers stand word for word, else the sentences that they were put together from."""
    found = False
    for answer in answers:
        at = window.text.find(answer)
        while answer and at >= 0:
            found = True
            yield at, at + len(answer)
            at = window.text.find(answer, at + 1)
    if not found:
        for start, end in split(window.text, window.language):
            sentence = window.text[start:end]
            if contains(sentence, answers) or token_precision(sentence, answers) >= _TAKEN_FROM:
                yield start, end
