"""Reading a folder of documents and questions."""

from pathlib import Path

import pytest

from eval.question_sets.files import read_question_set
from knowledge.errors import Refused


def folder_of(folder: Path, corpus: str, questions: str) -> Path:
    (folder / "corpus.jsonl").write_text(corpus, encoding="utf-8")
    (folder / "questions.jsonl").write_text(questions, encoding="utf-8")
    return folder


def test_documents_and_questions_are_read(tmp_path: Path) -> None:
    read = read_question_set(
        folder_of(
            tmp_path,
            '{"id": 1, "title": "Lösenord", "text": "Byts ofta.\\u2028Alltid.", "lang": "sv"}\n\n',
            '{"id": "q", "question": "Hur ofta?", "gold_ids": [1], "lang": "sv"}\n'
            '{"id": "r", "question": "Vem?", "answerable": false}\n',
        )
    )
    assert [document.id for document in read.documents] == ["1"]
    assert [question.gold for question in read.questions] == [{"1"}, frozenset()]
    assert [question.answerable for question in read.questions] == [True, False]


@pytest.mark.parametrize(
    ("corpus", "said"),
    [("{", "line 1 is no JSON"), ("[]", "no JSON object"), ('{"id": "a"}', "line 1 lacks text")],
)
def test_a_wrong_line_is_named(tmp_path: Path, corpus: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_question_set(folder_of(tmp_path, corpus, ""))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"corpus\.jsonl"):
        read_question_set(tmp_path)
