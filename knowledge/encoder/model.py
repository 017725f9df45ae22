"""The bundled model, loaded once for a process: what embeds texts and what reads them share its words and weights."""

from dataclasses import dataclass
from functools import cache

from knowledge.encoder.tokenizer import Tokenizer
from knowledge.encoder.weights import Weights, model_file, read_model


@dataclass(frozen=True, slots=True)
class Model:
    """`begin` and `end` are the ids of the tokens around a text."""

    tokenizer: Tokenizer
    weights: Weights
    begin: int
    end: int


@cache
def bundled_model() -> Model:
    """Raises ModelUnavailable when the file cannot be read or is not what it should be."""
    vocabulary, weights = read_model(model_file())
    return Model(Tokenizer(vocabulary), weights, vocabulary.begin, vocabulary.end)
