"""Which questions the weights are learned from."""

from eval.learning.evidence import Sizes, Unseen, asked_of
from eval.question_sets.files import Question, QuestionSet


def _question(id_: str, text: str, gold: str) -> Question:
    return Question(id_, text, "en", frozenset({gold}), ("answer",), True)


SWEDISH = QuestionSet((), (_question("1", "Hur många?", "sv-1"), _question("2", "När?", "sv-2")))
ENGLISH = QuestionSet((), (_question("1", "How many?", "en-1"),))
OTHER = QuestionSet((), (_question("a", "What is a visa?", "visa"),))
SETS = {"swedish": SWEDISH, "english": ENGLISH, "other": OTHER}


NOTHING_TAUGHT = Unseen(frozenset(), frozenset())


def _asked(name: str, unseen: Unseen = NOTHING_TAUGHT) -> list[tuple[str, Question]]:
    return list(asked_of(name, SETS, unseen, Sizes(10, 10)))


def test_a_question_of_another_set_has_no_answer_here() -> None:
    foreign = [question for kind, question in _asked("swedish") if kind == "foreign"]
    assert [question.text for question in foreign] == ["What is a visa?"]
    assert not foreign[0].answerable
    assert not foreign[0].gold


def test_the_same_question_in_another_language_is_answered_by_the_same_passage() -> None:
    translated = [question for kind, question in _asked("swedish") if kind == "translated"]
    assert [(question.text, question.gold) for question in translated] == [("How many?", frozenset({"sv-1"}))]


def test_a_set_of_the_same_documents_is_not_foreign() -> None:
    assert all(question.text != "När?" for kind, question in _asked("english") if kind == "foreign")


def test_no_more_is_asked_than_wanted() -> None:
    assert len(list(asked_of("swedish", SETS, NOTHING_TAUGHT, Sizes(1, 0)))) == 2


def test_of_what_the_reader_was_taught_only_what_was_held_out_is_asked() -> None:
    unseen = Unseen(frozenset({"swedish", "other"}), frozenset({("swedish", "sv-2")}))
    assert [(kind, question.text) for kind, question in _asked("swedish", unseen)] == [("own", "När?")]
    assert [question.text for kind, question in _asked("english", unseen) if kind == "own"] == ["How many?"]
