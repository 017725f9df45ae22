"""Text to tokens as multilingual-e5-small was trained: a SentencePiece Unigram model, rebuilt from the model file."""

import re
import unicodedata

from sentencepiece import SentencePieceProcessor
from sentencepiece.sentencepiece_model_pb2 import ModelProto  # type: ignore[attr-defined]

from knowledge.encoder.weights import Vocabulary

_SPACE_MARK = "▁"
_SPACES = re.compile(" {2,}")
# Text from some PDFs and file systems has å as a + ring; the vocabulary knows the composed letters only.
_COMBINED = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_UNIT = re.compile("[^\u0300-\u036f][\u0300-\u036f]+|.", re.DOTALL)
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), " ")  # as the map does with U+FFFD


class Tokenizer:
    """Thread-safe. Ids and offsets are of the text alone: no prefix, no special tokens.

    SentencePiece rather than `tokenizers`: 60 MB resident instead of 250 MB with this vocabulary of 250,002 pieces.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._normaliser = {**vocabulary.normaliser, **_SURROGATES}
        self._model = SentencePieceProcessor(model_proto=_model_of(vocabulary))

    def ids(self, text: str) -> list[int]:
        ids: list[int] = self._model.encode(self._prepared(self._normalised(text)), out_type=int)
        return ids

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """For each token the span of `text` that it stands for, without the space before a word."""
        normalised, sources = self._normalised_with_sources(text)
        prepared = self._prepared(normalised)
        if len(prepared) > len(normalised):
            sources.insert(0, (0, 0))
        pieces: list[str] = self._model.encode(prepared, out_type=str)
        spans, end = [], 0
        for piece in pieces:
            begin, end = end, end + len(piece)
            if piece.startswith(_SPACE_MARK) and len(piece) > 1:
                begin += 1
            spans.append((sources[begin][0], sources[end - 1][1]))
        return spans

    def _normalised(self, text: str) -> str:
        composed = _COMBINED.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)
        return _SPACES.sub(" ", composed.translate(self._normaliser))

    def _normalised_with_sources(self, text: str) -> tuple[str, list[tuple[int, int]]]:
        """The same, with the span of `text` behind each character."""
        characters: list[str] = []
        sources: list[tuple[int, int]] = []
        for unit in _UNIT.finditer(text):
            for character in unicodedata.normalize("NFC", unit.group()).translate(self._normaliser):
                if character == " " and characters and characters[-1] == " ":
                    continue
                characters.append(character)
                sources.append(unit.span())
        return "".join(characters), sources

    @staticmethod
    def _prepared(normalised: str) -> str:
        """A text begins like a word after a space."""
        return normalised if normalised.startswith(" ") else " " + normalised


def _model_of(vocabulary: Vocabulary) -> bytes:
    model = ModelProto()
    specials = {vocabulary.begin, vocabulary.end, vocabulary.padding, len(vocabulary.pieces) - 1}
    for index, (piece, score) in enumerate(zip(vocabulary.pieces, vocabulary.scores, strict=True)):
        entry = model.pieces.add(piece=piece, score=score)
        if index == vocabulary.unknown:
            entry.type = entry.UNKNOWN
        elif index in specials:  # also <mask>, the last: control pieces never match what somebody has written
            entry.type = entry.CONTROL
    trainer, normaliser = model.trainer_spec, model.normalizer_spec
    trainer.model_type = trainer.UNIGRAM
    trainer.bos_id, trainer.eos_id = vocabulary.begin, vocabulary.end
    trainer.pad_id, trainer.unk_id = vocabulary.padding, vocabulary.unknown
    normaliser.name = "identity"
    normaliser.add_dummy_prefix = False
    normaliser.remove_extra_whitespaces = False
    return bytes(model.SerializeToString())
