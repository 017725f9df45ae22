"""The attacks of the red team: what is tried, as whom, and what must not come back. One JSON object a line."""

from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.golden.cases import said_by
from knowledge.errors import Refused

ATTACKS = Path(__file__).parents[1] / "datasets" / "red_team.jsonl"
DOCUMENTS = Path(__file__).parents[1] / "datasets" / "red_team"
"""Documents with planted orders, personal data and false facts, taken in beside the pilot's."""


class Category(StrEnum):
    ORDERS_IN_QUESTIONS = "orders in questions"
    ORDERS_IN_DOCUMENTS = "orders in documents"
    POISONED_FACTS = "poisoned facts"
    RIGHTS = "rights"
    PERSONAL_DATA = "personal data"
    JAILBREAK = "jailbreak wording"
    SYSTEM_PROMPT = "system prompt"
    FLOODS = "floods"


class How(StrEnum):
    """What `text` is: a question, words to search for, or a path of the API to open."""

    ASK = "ask"
    SEARCH = "search"
    OPEN = "open"


class Attack(BaseModel):
    """`groups` are the attacker's. `earlier` are asked before it in the same conversation; `scope` limits the question
    to documents, named by reference. `primed`: someone who may see everything has just asked the same.

    In a path, {document:REF}, {revision:REF} and {passage:REF} stand for the ids of a document by its reference, and
    {conversation} for a conversation of somebody else; it may be asked in as well (`conversation`). None of `markers`
    may be said. One that is not `blocking` is reported and fails nothing; the note says why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    category: Category
    how: How = How.ASK
    text: str = Field(min_length=1)
    language: Literal["sv", "en", "other"]
    earlier: tuple[str, ...] = ()
    repeat: int = Field(1, ge=1)
    groups: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    conversation: bool = False
    primed: bool = False
    markers: tuple[str, ...] = ()
    blocking: bool = True
    note: str = ""

    @property
    def sent(self) -> str:
        return self.text * self.repeat


def read_attacks(path: Path = ATTACKS) -> tuple[Attack, ...]:
    """Raises Refused, naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read: {error}.", "Name a file of attacks.") from error
    return tuple(_attack(line, f"{path}, line {at}") for at, line in enumerate(lines, start=1) if line.strip())


def _attack(line: str, where: str) -> Attack:
    try:
        return Attack.model_validate_json(line)
    except ValidationError as error:
        raise Refused(f"{where}: {said_by(error)}.", "docs/evaluation.md gives the fields.") from error
