"""A judge is believed as far as it agrees with people and with itself."""

import pytest

from eval.judge.calibration import Label, calibration, kappa, read_calibration_set

STATEMENTS = read_calibration_set()
TRUTHS = [each.label is Label.SUPPORTED for each in STATEMENTS]


def test_the_calibration_set_is_balanced_between_languages_and_labels() -> None:
    assert len(STATEMENTS) >= 24
    assert len({each.id for each in STATEMENTS}) == len(STATEMENTS)
    counts = {
        (language, label): sum((each.language, each.label) == (language, label) for each in STATEMENTS)
        for language in ("sv", "en")
        for label in Label
    }
    assert len(set(counts.values())) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([True, False], [True, False], 1.0),
        ([True, True], [True, True], 1.0),
        ([True, False, True, False], [True, True, True, True], 0.0),
        ([True, False], [False, True], -1.0),
        # The example of Cohen's article, folded to two categories: 70 of 100 alike, 50 by chance.
        ([True] * 50 + [False] * 50, [True] * 35 + [False] * 15 + [True] * 15 + [False] * 35, 0.4),
    ],
)
def test_kappa_is_agreement_beyond_chance(one: list[bool], other: list[bool], expected: float) -> None:
    assert kappa(one, other) == pytest.approx(expected)


def test_a_judge_as_people_judge_is_heard() -> None:
    found = calibration(STATEMENTS, TRUTHS, TRUTHS)
    assert (found.kappa, found.agreement, found.self_agreement, found.failed) == (1, 1, 1, 0)
    assert found.refusal(0.6) == ""


def test_a_judge_that_is_too_kind_in_one_language_shows_it() -> None:
    said = [truth or each.language == "sv" for truth, each in zip(TRUTHS, STATEMENTS, strict=True)]
    found = calibration(STATEMENTS, said, said)
    assert found.false_accepts == {"all": 0.5, "sv": 1.0, "en": 0.0}
    assert set(found.false_rejects.values()) == {0.0}
    assert "kappa 0.40" in found.refusal(0.6)


def test_silence_counts_as_judged_wrongly_and_as_no_agreement_with_itself() -> None:
    said: list[bool | None] = [None, *TRUTHS[1:]]
    found = calibration(STATEMENTS, said, said)
    assert found.failed == 2
    assert found.agreement == pytest.approx(23 / 24)
    assert found.self_agreement == pytest.approx(23 / 24)


def test_a_judge_that_contradicts_itself_is_refused() -> None:
    again = [not truth for truth in TRUTHS[:4]] + TRUTHS[4:]
    found = calibration(STATEMENTS, TRUTHS, again)
    assert found.kappa > 0.6
    assert "contradicts itself" in found.refusal(0.6)
