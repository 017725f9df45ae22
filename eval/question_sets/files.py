"""Reads a folder of `corpus.jsonl` and `questions.jsonl`, the form in which every question set comes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import Refused

_FORM = "DIR must hold corpus.jsonl (id, title, text, lang) and questions.jsonl (id, question, gold_ids, lang)."


@dataclass(frozen=True, slots=True)
class SourceText:
    id: str
    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Question:
    """`gold` are the ids of the documents that answer it, any of them."""

    id: str
    text: str
    language: str
    gold: frozenset[str]
    answers: tuple[str, ...]
    answerable: bool


@dataclass(frozen=True, slots=True)
class QuestionSet:
    documents: tuple[SourceText, ...]
    questions: tuple[Question, ...]


def read_question_set(folder: Path) -> QuestionSet:
    """Raises Refused, naming file and line, for a folder of another form."""
    return QuestionSet(
        tuple(_document(row, where) for row, where in _rows(folder / "corpus.jsonl")),
        tuple(_question(row, where) for row, where in _rows(folder / "questions.jsonl")),
    )


def _rows(file: Path) -> Iterator[tuple[dict[str, Any], str]]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {error}.", _FORM) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{file}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise Refused(f"{where} is no JSON: {error}.", _FORM) from error
        if not isinstance(row, dict):
            raise Refused(f"{where} is no JSON object.", _FORM)
        yield row, where


def _document(row: dict[str, Any], where: str) -> SourceText:
    _require(row, ("id", "text"), where)
    return SourceText(str(row["id"]), str(row.get("title") or ""), str(row["text"]), str(row.get("lang") or ""))


def _question(row: dict[str, Any], where: str) -> Question:
    _require(row, ("id", "question"), where)
    return Question(
        id=str(row["id"]),
        text=str(row["question"]),
        language=str(row.get("lang") or ""),
        gold=frozenset(map(str, row.get("gold_ids") or ())),
        answers=tuple(map(str, row.get("answers") or ())),
        answerable=bool(row.get("answerable", True)),
    )


def _require(row: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    missing = [key for key in keys if key not in row]
    if missing:
        raise Refused(f"{where} lacks {', '.join(missing)}.", _FORM)
