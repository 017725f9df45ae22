"""The two models find what made up the data, whatever the units of the features."""

import numpy as np
import pytest

from eval.learning.fitting import Choice, fit_choice, fit_logistic


def test_a_chance_is_learned_from_the_feature_that_drives_it() -> None:
    generator = np.random.default_rng(1)
    features = generator.normal(size=(4000, 2)) * [1.0, 1000.0]
    labels = (generator.random(4000) < 1 / (1 + np.exp(-(2 * features[:, 0] - 1)))).astype(float)
    model = fit_logistic(features, labels, np.ones(4000), ridge=0.1)
    assert model.weights[0] == pytest.approx(2, abs=0.2)
    assert abs(model.weights[1]) < 0.001
    assert model.bias == pytest.approx(-1, abs=0.15)
    assert model.chance(features).mean() == pytest.approx(labels.mean(), abs=1e-4)


def test_a_case_that_counts_twice_is_as_good_as_two() -> None:
    features, labels = np.array([[0.0], [1.0], [2.0], [0.5]]), np.array([0.0, 1.0, 1.0, 1.0])
    twice = fit_logistic(np.vstack([features, features[3:]]), np.append(labels, 1.0), np.ones(5), ridge=0.0001)
    weighed = fit_logistic(features, labels, np.array([1.0, 1, 1, 2]), ridge=0.0001)
    assert weighed.chance(features) == pytest.approx(twice.chance(features), abs=0.01)


def test_the_right_one_of_several_is_learned_from_the_feature_that_marks_it() -> None:
    generator = np.random.default_rng(2)
    choices = []
    for _ in range(200):
        features = generator.normal(size=(6, 2))
        right = np.zeros(6)
        right[int(np.argmax(3 * features[:, 0] + generator.gumbel(size=6)))] = 1
        choices.append(Choice(features, right))
    weights = fit_choice(choices, ridge=0.01)
    assert weights[0] == pytest.approx(3, abs=0.6)
    assert abs(weights[1]) < 0.4


def test_a_choice_without_a_right_one_teaches_nothing() -> None:
    taught = Choice(np.array([[1.0], [0.0]]), np.array([1.0, 0.0]))
    nothing = Choice(np.array([[0.0], [9.0]]), np.zeros(2))
    assert fit_choice([taught, nothing], ridge=0.1) == pytest.approx(fit_choice([taught], ridge=0.1))


def test_a_feature_that_never_varies_gets_no_weight() -> None:
    model = fit_logistic(np.array([[1.0, 5.0], [0.0, 5.0]]), np.array([1.0, 0.0]), np.ones(2), ridge=0.1)
    assert model.weights[0] > 0
    assert model.weights[1] == 0
