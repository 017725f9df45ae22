"""What is held out from training stays apart from what is trained on, whatever the sets."""

from hypothesis import given
from hypothesis import strategies as st

from eval.learning.holding_out import held_out
from eval.question_sets.files import Question, QuestionSet, SourceText


def _set(documents: dict[str, str], questions: dict[str, str]) -> QuestionSet:
    """Titles by document id; the document that answers, by question id."""
    return QuestionSet(
        tuple(SourceText(id_, title, "Text.", "sv") for id_, title in documents.items()),
        tuple(Question(id_, "Vad?", "sv", frozenset({gold}), ("Text",), True) for id_, gold in questions.items()),
    )


def test_documents_of_one_title_share_a_fate() -> None:
    held = held_out({"a": _set({str(n): f"Titel {n // 10}" for n in range(300)}, {})})
    assert all(len({("a", str(10 * t + n)) in held for n in range(10)}) == 1 for t in range(30))


def test_about_a_third_is_held_out() -> None:
    held = held_out({"a": _set({str(n): f"Titel {n}" for n in range(600)}, {})})
    assert 150 < len(held) < 250


@given(st.dictionaries(st.sampled_from("pqrstuvw"), st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=8))
def test_what_two_languages_ask_alike_is_held_out_in_both_or_in_neither(shared: dict[str, tuple[int, int]]) -> None:
    titles = {str(n): f"Titel {n}" for n in range(20)}
    sets = {
        "sv": _set(titles, {id_: str(pair[0]) for id_, pair in shared.items()}),
        "en": _set(titles, {id_: str(pair[1]) for id_, pair in shared.items()}),
    }
    held = held_out(sets)
    assert all((("sv", str(one)) in held) == (("en", str(other)) in held) for one, other in shared.values())
    assert held == held_out(dict(reversed(sets.items())))
