"""The encoder as an ONNX graph for ONNX Runtime: integer matrix products, everything else in float.

Weights have one scale per output and 7 bits: with 8, the products of older processors (AVX2 without VNNI) overflow
their 16-bit sums silently. Activations have one scale per token and 8 bits, so that a text's vector doesn't depend on
its neighbours. Measured against other choices in docs/decisions/0003-encoder.md.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from knowledge.encoder.weights import Weights

INPUT, MEAN, HIDDEN = "embedded", "mean", "hidden"
_WEIGHT_LEVELS = 63
_ACTIVATION_LEVELS = 127
_ZERO_POINT = 128
_RUNTIME = "com.microsoft"  # ONNX Runtime's own operators: fused, and so about twice as fast
_OPSETS = {"": 20, _RUNTIME: 1}
_IR_VERSION = 9


def encoder_graph(weights: Weights) -> ModelProto:
    """`embedded` (tokens, hidden) of one text -> `mean` (hidden,) over its tokens, and `hidden` (tokens, hidden)."""
    return _Graph(weights).built()


@dataclass(frozen=True, slots=True)
class _Quantised:
    """Names of 8-bit activations, shape (tokens, n), and of their scales, shape (tokens, 1)."""

    values: str
    scales: str


class _Graph:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}

    def built(self) -> ModelProto:
        size = self._weights.hidden
        norm = self._norm("emb.ln")
        hidden = self._node("LayerNormalization", [INPUT, *norm], "embedded.norm", epsilon=self._weights.epsilon)
        for layer in range(self._weights.layers):
            hidden = self._layer(hidden, f"l{layer}.")
        self._node("Identity", [hidden], HIDDEN)
        self._node("ReduceMean", [hidden, self._integers("over.tokens", 0)], MEAN, keepdims=0)
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["tokens", size])],
            [
                helper.make_tensor_value_info(MEAN, TensorProto.FLOAT, [size]),
                helper.make_tensor_value_info(HIDDEN, TensorProto.FLOAT, ["tokens", size]),
            ],
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)

    def _layer(self, hidden: str, name: str) -> str:
        attended = self._quantised(self._attention(hidden, name))
        hidden = self._add_and_norm(hidden, self._product(attended, name + "ao"), name + "ao.b", name + "aln")
        inner = self._product(self._quantised(hidden), name + "fi")
        active = self._node("BiasGelu", [inner, self._vector(name + "fi.b")], name + "gelu", _RUNTIME)
        outer = self._product(self._quantised(active), name + "fo")
        return self._add_and_norm(hidden, outer, name + "fo.b", name + "oln")

    def _attention(self, hidden: str, name: str) -> str:
        batch = self._integers("shape.batch", 1, -1, self._weights.hidden)
        rows = self._integers("shape.rows", -1, self._weights.hidden)
        tokens = self._quantised(hidden)
        parts = [self._node("Reshape", [self._product(tokens, name + p), batch], f"{name}{p}.batch") for p in "qkv"]
        bias = self._constant(name + "qkv.b", np.concatenate([self._weights.vector(f"{name}{p}.b") for p in "qkv"]))
        heads = self._weights.heads
        attended = self._node("MultiHeadAttention", [*parts, bias], name + "attended", _RUNTIME, num_heads=heads)
        return self._node("Reshape", [attended, rows], name + "attended.rows")

    def _product(self, activations: _Quantised, name: str) -> str:
        """`activations` times the transposed matrix `name`, without its bias: the next operator adds that."""
        integers, scales = _quantised_rows(self._weights.matrix(name))
        matrix, scale = self._constant(name + ".w", integers.T), self._constant(name + ".scale", scales)
        terms = [activations.values, matrix, self._one(), scale, self._zero_point()]
        product = self._node("MatMulIntegerToFloat", terms, name + ".raw", _RUNTIME)
        return self._node("Mul", [product, activations.scales], name)

    def _quantised(self, name: str) -> _Quantised:
        step = self._constant("step", np.array(1 / _ACTIVATION_LEVELS, np.float32))
        least = self._constant("least", np.array(1e-9, np.float32))
        sizes = self._node("Abs", [name], name + ".abs")
        largest = self._node("ReduceMax", [sizes, self._integers("over.features", 1)], name + ".largest")
        scales = self._node("Max", [self._node("Mul", [largest, step], name + ".step"), least], name + ".scales")
        scaled = self._node("Div", [name, scales], name + ".scaled")
        values = self._node("QuantizeLinear", [scaled, self._one(), self._zero_point()], name + ".integers")
        return _Quantised(values, scales)

    def _add_and_norm(self, residual: str, added: str, bias: str, norm: str) -> str:
        terms = [residual, added, *self._norm(norm), self._vector(bias)]
        return self._node("SkipLayerNormalization", terms, norm, _RUNTIME, epsilon=self._weights.epsilon)

    def _norm(self, name: str) -> list[str]:
        return [self._vector(name + ".w"), self._vector(name + ".b")]

    def _vector(self, name: str) -> str:
        return self._constant(name, self._weights.vector(name))

    def _integers(self, name: str, *values: int) -> str:
        return self._constant(name, np.array(values, np.int64))

    def _one(self) -> str:
        return self._constant("one", np.array(1, np.float32))

    def _zero_point(self) -> str:
        return self._constant("zero.point", np.array(_ZERO_POINT, np.uint8))

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], None, None, domain, **attributes))
        return output


def _quantised_rows(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scales = np.maximum(np.abs(matrix).max(axis=1) / _WEIGHT_LEVELS, np.float32(1e-9)).astype(np.float32)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales
