"""Two small models, fitted by Newton's method: which of several is meant, and how likely a thing is.

Both are linear with a ridge penalty on standardised features, so that a feature's unit doesn't matter, and both give
plain weights for the features as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_STEPS = 50
_SETTLED = 1e-8
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Choice:
    """Things to choose from: features of shape (things, n), and which of them are right, shape (things,).

    `weight` is how much the choice counts.
    """

    features: Array
    right: Array
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """The chance is 1 / (1 + exp(-(features @ weights + bias))); `weights` has shape (n,)."""

    weights: Array
    bias: float

    def score(self, features: Array) -> Array:
        """Log odds, shape (rows,), for features of shape (rows, n)."""
        return np.asarray(features @ self.weights + self.bias, np.float64)

    def chance(self, features: Array) -> Array:
        return np.asarray(1 / (1 + np.exp(-self.score(features))), np.float64)


def fit_choice(choices: Sequence[Choice], ridge: float) -> Array:
    """Weights, shape (n,), under which the softmax over each choice's scores falls on the right ones.

    Choices of which all or none are right teach nothing. Cao et al., "Learning to rank" (ICML 2007): ListNet.
    """
    taught = [choice for choice in choices if 0 < choice.right.sum() < len(choice.right)]
    spread = _spread(np.vstack([choice.features for choice in taught]))
    weights = np.zeros(len(spread))
    for _ in range(_STEPS):
        gradient, curvature = ridge * weights, ridge * np.eye(len(weights))
        for choice in taught:
            features = choice.features / spread
            shares = _softmax(features @ weights)
            expected = choice.right / choice.right.sum()
            mean = shares @ features
            gradient = gradient + choice.weight * (mean - expected @ features)
            curvature = curvature + choice.weight * ((features.T * shares) @ features - np.outer(mean, mean))
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < _SETTLED:
            break
    return weights / spread


def fit_logistic(features: Array, labels: Array, case_weights: Array, ridge: float) -> Logistic:
    """`features` (rows, n), `labels` 0 or 1 and `case_weights` (rows,)."""
    middle, spread = features.mean(axis=0), _spread(features)
    rows = np.column_stack([(features - middle) / spread, np.ones(len(features))])
    penalty = np.diag([*[ridge] * features.shape[1], 0.0])
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (case_weights * (chances - labels)) + penalty @ weights
        curvature = (rows.T * (case_weights * chances * (1 - chances))) @ rows + penalty
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < _SETTLED:
            break
    plain = weights[:-1] / spread
    return Logistic(plain, float(weights[-1] - middle @ plain))


def _spread(features: Array) -> Array:
    """Standard deviations, shape (n,); 1 for a feature that never varies.

    The mean of equal numbers may be off by a rounding, on one processor and not on another: that is no variation.
    """
    spread = features.std(axis=0)
    rounding = _ROUNDING * np.abs(features).max(axis=0)
    return np.asarray(np.where(spread > rounding, spread, 1.0), np.float64)


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), np.float64)
