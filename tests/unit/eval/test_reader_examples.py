"""What the reader is taught: answers where they stand, and nothing of what is held out."""

from functools import cache

from eval.learning.holding_out import held_out
from eval.learning.reader_examples import Lessons, examples
from eval.question_sets.files import Question, QuestionSet, SourceText
from knowledge.encoder.model import bundled_model

_SET = QuestionSet(
    tuple(
        SourceText(str(n), f"Rutin {n}", f"Detta är rutin {n}. Ansvarig är enhet {n}. Den gäller hela året.", "sv")
        for n in range(24)
    ),
    (
        *(
            Question(f"q{n}", f"Vem ansvarar för rutin {n}?", "sv", frozenset({str(n)}), (f"enhet {n}",), True)
            for n in range(24)
        ),
        Question("none", "Vad kostar rutin 3?", "sv", frozenset(), (), False),
    ),
)


@cache
def _lessons() -> Lessons:
    return examples({"rutiner": _SET}, bundled_model(), 1, 7)


def test_an_answer_is_taught_at_its_tokens_and_its_absence_at_none() -> None:
    lessons = _lessons()
    every = (*lessons.taught, *lessons.kept)
    for example in every:
        first, last = example.pair.first, len(example.pair.ids) - 2
        assert all(first <= token <= last for token in (*example.starts, *example.ends))
        assert bool(example.starts) == bool(example.ends) == (example.answer == "here")
    assert {example.answer for example in every} == {"here", "nowhere"}


def test_each_question_is_taught_with_its_answer_and_with_a_passage_that_only_looks_like_it() -> None:
    lessons = _lessons()
    of_first = [e.answer for e in (*lessons.taught, *lessons.kept) if e.question == "q1"]
    assert sorted(of_first) == ["here", "nowhere"]


def test_a_question_without_an_answer_is_taught_to_have_none() -> None:
    lessons = _lessons()
    assert [e.answer for e in (*lessons.taught, *lessons.kept) if e.question == "none"] == ["nowhere"]


def test_no_question_about_a_document_held_out_is_taught() -> None:
    lessons = _lessons()
    held = {f"q{id_}" for _, id_ in held_out({"rutiner": _SET})}
    assert held
    assert held & {example.question for example in lessons.taught} == set()
    assert held == {example.question for example in lessons.kept} - {"none"}
