"""Meaning as vectors: one wrapper around a LlamaIndex embedding, built in or plugged in by a setting."""

import asyncio
import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import PrivateAttr

from knowledge.encoder.engine import Encoder
from knowledge.encoder.model import bundled_model
from knowledge.encoder.tokenizer import Tokenizer
from knowledge.errors import ModelUnavailable, SettingsError
from knowledge.index.protocol import Vector
from knowledge.outside import Service, check_embedding, impersonal_question, service_outside
from knowledge.settings import Settings

BUILTIN = "builtin"
_BUILTIN_NAME = "multilingual-e5-small/w7a8"  # names the arithmetic too: change it when vectors change
_REMEDY = "Set `embedding` to `builtin`, or to `package.module:Class` of an installed LlamaIndex embedding."
_RETRY = "Check `embedding` and `embedding_options`, and that its server answers; then try again."
_BATCH = 512


class BuiltinEmbedding(BaseEmbedding):
    """multilingual-e5-small, which wants to be told questions from passages by a prefix."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=_BUILTIN_NAME, embed_batch_size=_BATCH)
        self._encoder = encoder

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedded([f"query: {query}"])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedded([f"passage: {text}" for text in texts])

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)

    def _embedded(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._encoder.encode(texts).tolist()
        return rows


class Embedder:
    """Thread-safe. Errors of the model come out as ModelUnavailable."""

    def __init__(self, model: BaseEmbedding, tokenizer: Tokenizer, *, outside: bool = False) -> None:
        """A model `outside` is not the organisation's own, and gets questions without the personal data in them."""
        self.model = model
        self._outside = outside
        self._tokenizer = tokenizer
        self.name = model.model_name
        self.dimension = len(self.embed_question("dimension"))

    def embed_question(self, text: str) -> Vector:
        """Shape (dimension,), L2-normalised."""
        asked = impersonal_question(text) if self._outside else text
        with self._translated():
            vector = self.model.get_query_embedding(asked)
        row: Vector = _normalised(np.asarray([vector], np.float32))[0]
        return row

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimension), each row L2-normalised."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._translated():
            vectors = self.model.get_text_embedding_batch(list(texts))
        return _normalised(np.asarray(vectors, np.float32))

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` alone, for the built-in model, which is near enough to size passages for any other."""
        return len(self._tokenizer.ids(text))

    def token_offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """For each of those tokens the (start, end) of the characters it stands for, in order."""
        return self._tokenizer.offsets(text)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # a plugged-in class may raise anything its own client does
            raise ModelUnavailable(
                f"The embedding model {self.model.model_name} failed: {type(error).__name__}.",
                _RETRY,
            ) from error


def build_embedder(settings: Settings) -> Embedder:
    """Raises SettingsError for a wrong setting, and for a model that would be given what may not leave;
    ModelUnavailable when the model cannot be reached.
    """
    bundled = bundled_model()
    if settings.embedding == BUILTIN:
        encoder = Encoder(bundled, settings.encoder_threads)
        return Embedder(BuiltinEmbedding(encoder), bundled.tokenizer)
    model = _plugged_in(settings.embedding, settings.embedding_options)
    # Before the first text is sent, and after what else may be wrong with the settings.
    check_embedding(settings)
    outside = service_outside(settings, Service.EMBEDDING) is not None
    return Embedder(model, bundled.tokenizer, outside=outside)


def _plugged_in(path: str, options: dict[str, Any]) -> BaseEmbedding:
    module_name, _, class_name = path.partition(":")
    try:
        found = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, TypeError, ValueError) as error:  # TypeError for `.module`
        raise SettingsError(f"The embedding `{path}` cannot be loaded: {error}.", _REMEDY) from error
    if not (isinstance(found, type) and issubclass(found, BaseEmbedding)):
        raise SettingsError(f"`{path}` is no LlamaIndex embedding.", _REMEDY)
    try:
        model: BaseEmbedding = found(**options)
    except OSError as error:
        raise ModelUnavailable(f"The embedding `{path}` cannot be reached or read: {error}.", _RETRY) from error
    except Exception as error:  # whatever a constructor objects to; its words may hold a key, so they aren't repeated
        raise SettingsError(
            f"`{path}` does not accept `embedding_options` ({type(error).__name__}).", "Correct them in lardom.toml."
        ) from error
    return model


def _normalised(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.float32(1e-12)), np.float32)
