"""What changed from one text to another: aligned by sentence, marked by word, and quick on long texts.

Sentences are found by the rules of knowledge/sentences.py, compared without regard to white space, and those that were
rewritten are paired with what they came from. What stays the same is left out but for a sentence around each change.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from knowledge.sentences import split

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w+")
_AROUND = 1
# Below this share of common words, a sentence was not rewritten: one went and another came.
_REWRITTEN = 0.5
# Within one stretch of changed sentences, each is compared with so many on the other side.
_NEAR = 6
_MAX_TOKENS = 2_000
_MAX_BLOCKS = 2_000


class Mark(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"  # of a block only: its parts say what went and what came
    SKIPPED = "skipped"  # of a block only: `sentences` that stay the same are left out


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One sentence, or `sentences` that were left out. `paragraph` when a paragraph begins with it."""

    mark: Mark
    parts: tuple[Part, ...] = ()
    paragraph: bool = False
    sentences: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """`added`, `removed` and `changed` count sentences; `cut` when there are more blocks than are given."""

    blocks: tuple[Block, ...]
    added: int
    removed: int
    changed: int
    cut: bool = False

    @property
    def none(self) -> bool:
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    paragraph: bool

    @property
    def key(self) -> str:
        return " ".join(self.text.split())


def difference(old: str, new: str, language: str) -> Difference:
    """From `old` to `new`. `language` is "sv" or "en", for the abbreviations that end no sentence."""
    blocks = list(_blocks(_sentences(old, language), _sentences(new, language)))
    counts = {mark: sum(block.mark is mark for block in blocks) for mark in (Mark.ADDED, Mark.REMOVED, Mark.CHANGED)}
    shown = list(_folded(blocks))
    return Difference(
        tuple(shown[:_MAX_BLOCKS]),
        counts[Mark.ADDED],
        counts[Mark.REMOVED],
        counts[Mark.CHANGED],
        len(shown) > _MAX_BLOCKS,
    )


def _sentences(text: str, language: str) -> list[_Sentence]:
    found: list[_Sentence] = []
    end = 0
    for start, stop in split(text, language):
        found.append(_Sentence(text[start:stop], not found or "\n" in text[end:start]))
        end = stop
    return found


def _blocks(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> Iterator[Block]:
    for old_span, new_span in _stretches([each.key for each in old], [each.key for each in new]):
        if old_span is None:
            begin, end = new_span
            yield from (Block(Mark.SAME, (Part(Mark.SAME, each.text),), each.paragraph) for each in new[begin:end])
        else:
            yield from _rewritten(old[slice(*old_span)], new[slice(*new_span)])


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[tuple[int, int] | None, tuple[int, int]]]:
    """Spans of both that differ, in order; and, with None for the old one, spans of `new` that stay the same.

    What stands once in both holds them together, as in patience diff: the time is that of sorting, where comparing all
    with all takes a minute for 20,000 sentences with a change in every seventh.
    """
    at_old = at_new = 0
    for anchor_old, anchor_new in (*_anchors(old, new), (len(old), len(new))):
        gap_old, gap_new = old[at_old:anchor_old], new[at_new:anchor_new]
        for what, *span in SequenceMatcher(None, gap_old, gap_new).get_opcodes():
            there = (at_new + span[2], at_new + span[3])
            yield (None if what == "equal" else (at_old + span[0], at_old + span[1])), there
        if anchor_new < len(new):
            yield None, (anchor_new, anchor_new + 1)
        at_old, at_new = anchor_old + 1, anchor_new + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run of sentences that stand once in each text, in the same order."""
    once_old, once_new = (
        {key: at for at, key in enumerate(keys) if counts[key] == 1}
        for keys, counts in ((old, Counter(old)), (new, Counter(new)))
    )
    pairs = [(once_old[key], at) for key, at in once_new.items() if key in once_old]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (place, _) in enumerate(pairs):
        slot = bisect_left(tails, place)
        before.append(ends[slot - 1] if slot else -1)
        tails[slot : slot + 1] = [place]
        ends[slot : slot + 1] = [index]
    found, index = [], ends[-1] if ends else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _rewritten(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> Iterator[Block]:
    """Each new sentence beside the old one that it came from, where there is one; in the order of the new text."""
    at = 0
    for one in new:
        from_ = _origin(one, old[at : at + _NEAR])
        if from_ is None:
            yield Block(Mark.ADDED, (Part(Mark.ADDED, one.text),), one.paragraph)
            continue
        yield from map(_gone, old[at : at + from_])
        yield Block(Mark.CHANGED, tuple(_parts(old[at + from_].text, one.text)), one.paragraph)
        at += from_ + 1
    yield from map(_gone, old[at:])


def _gone(sentence: _Sentence) -> Block:
    return Block(Mark.REMOVED, (Part(Mark.REMOVED, sentence.text),), sentence.paragraph)


def _origin(one: _Sentence, candidates: Sequence[_Sentence]) -> int | None:
    """The nearest of the candidates, by the words they share with the sentence."""
    words = _words(one.text)
    shares = [_shared(words, _words(each.text)) for each in candidates]
    best = max(range(len(shares)), key=lambda index: (shares[index], -index), default=None)
    return best if best is not None and shares[best] >= _REWRITTEN else None


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _parts(old: str, new: str) -> Iterator[Part]:
    """Words that went are before those that came in their place; white space alone is no change."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MAX_TOKENS:
        yield from (Part(Mark.REMOVED, old), Part(Mark.ADDED, new))
        return
    old_keys, new_keys = ([" " if token.isspace() else token for token in tokens] for tokens in (before, after))
    matcher = SequenceMatcher(lambda token: token == " ", old_keys, new_keys, autojunk=False)
    pieces: list[Part] = []
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, came = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        if what == "equal" or (gone.isspace() and came.isspace()):
            pieces.append(Part(Mark.SAME, came))
            continue
        pieces += [Part(mark, text) for mark, text in ((Mark.REMOVED, gone), (Mark.ADDED, came)) if text]
    yield from _whole_words(pieces)


def _whole_words(pieces: Sequence[Part]) -> Iterator[Part]:
    """Changes that only white space divides are one change, which reads better."""
    gone, came, between = "", "", ""
    for piece in pieces:
        if piece.mark is Mark.SAME and piece.text.isspace() and (gone or came):
            between += piece.text
        elif piece.mark is Mark.SAME:
            yield from _change(gone, came)
            if between or piece.text:
                yield Part(Mark.SAME, between + piece.text)
            gone = came = between = ""
        else:
            gone, came = (gone + between, came + between) if between else (gone, came)
            between = ""
            gone += piece.text if piece.mark is Mark.REMOVED else ""
            came += piece.text if piece.mark is Mark.ADDED else ""
    yield from _change(gone, came)
    if between:
        yield Part(Mark.SAME, between)


def _change(gone: str, came: str) -> Iterator[Part]:
    if gone.strip():
        yield Part(Mark.REMOVED, gone)
    if came.strip():
        yield Part(Mark.ADDED, came)


def _folded(blocks: Sequence[Block]) -> Iterator[Block]:
    """Without what is far from any change."""
    near = [False] * len(blocks)
    for index, block in enumerate(blocks):
        if block.mark is not Mark.SAME:
            for at in range(max(0, index - _AROUND), min(len(blocks), index + _AROUND + 1)):
                near[at] = True
    for keep, group in groupby(zip(blocks, near, strict=True), key=lambda pair: pair[1]):
        stretch = [block for block, _ in group]
        if keep or len(stretch) == 1:
            yield from stretch
        else:
            yield Block(Mark.SKIPPED, sentences=len(stretch))
