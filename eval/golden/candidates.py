"""Candidates for the golden set: questions that were asked or proposed, and that nobody has answered for yet."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.schemas.answers import AnswerStatus
from eval.golden.cases import Asker, Case, CaseKind, Difficulty, Gold, GoldenCase, Suite, read_golden, said_by
from knowledge.errors import NotFound, Refused
from knowledge.language import detect_language
from knowledge.personal_data.redaction import Policy, redact
from knowledge.registry.conversations import StoredMessage

_REMEDY = "`lardom eval add` and `lardom eval propose` write such a file."


class Origin(StrEnum):
    ASKED = "asked"  # someone wrote it down
    ANSWERED = "answered"  # someone asked the assistant
    DOCUMENT = "document"  # made of a document's own words
    MODEL = "model"  # written by a language model


class Candidate(Case):
    """What is known of a case to be. Nothing of it is taken for granted: `lardom eval accept` asks for the rest."""

    topic: str = ""
    role: Asker = Asker.EMPLOYEE
    kind: CaseKind = CaseKind.FACT
    difficulty: Difficulty = Difficulty.MEDIUM
    origin: Origin
    added: date


def asked(question: str, earlier: Sequence[str], groups: Sequence[str], on: date) -> Candidate:
    """A question as someone put it, without the personal data in it."""
    language = detect_language(question)
    question, *before = (redact(text, language, Policy()).text for text in (question, *earlier))
    return Candidate(
        id=id_of(question, before),
        suite=Suite.CONVERSATION if before else Suite.ANSWER,
        question=question,
        earlier=tuple(before),
        language=language,
        answerable=True,
        groups=tuple(groups),
        origin=Origin.ASKED,
        added=on,
    )


def answered(message: StoredMessage, reference_of: Callable[[str], str], groups: Sequence[str], on: date) -> Candidate:
    """A question that the assistant was asked, as it understood it, with what it cited as the proposed gold.

    The reference answer is left empty: an examiner writes it from the documents, not from what was answered.
    """
    standalone = str(message.answer.get("standalone_question") or message.question)
    gold = []
    for citation in message.answer.get("citations", ()):
        try:
            gold.append(Gold(document=reference_of(citation["document_id"]), quote=citation["quote"]))
        except NotFound:
            continue
    refused = message.answer["status"] == AnswerStatus.ABSTAINED
    answerable = {"answerable": not refused, "gold": () if refused else tuple(gold), "origin": Origin.ANSWERED}
    return asked(standalone, (), groups, on).model_copy(update=answerable)


def id_of(question: str, earlier: Sequence[str] = ()) -> str:
    """The same question has the same id, so that it is proposed once."""
    return f"q-{sha256(chr(0).join((question, *earlier)).casefold().encode()).hexdigest()[:10]}"


def read_candidates(file: Path) -> tuple[Candidate, ...]:
    """Those of the file, none when it is not there. Raises Refused, naming the line, for one of another form."""
    if not file.exists():
        return ()
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                found.append(Candidate.model_validate_json(line))
            except ValidationError as error:
                raise Refused(f"{file}, line {number}: {said_by(error)}.", _REMEDY) from error
    return tuple(found)


def append(file: Path, cases: Sequence[Case]) -> None:
    """A line each, at the end."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as opened:
        opened.writelines(f"{case.model_dump_json(exclude_defaults=True)}\n" for case in cases)


def add_new(file: Path, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Append those whose question is not in the file yet; returns them."""
    known = {candidate.id for candidate in read_candidates(file)}
    new = {candidate.id: candidate for candidate in candidates if candidate.id not in known}
    append(file, tuple(new.values()))
    return tuple(new.values())


def accept(file: Path, golden: Path, id_: str, changes: Mapping[str, Any]) -> GoldenCase:
    """Move a candidate to the golden set, with what the examiner says about it. Raises NotFound, Refused."""
    candidates = read_candidates(file)
    chosen = next((candidate for candidate in candidates if candidate.id == id_), None)
    if chosen is None:
        raise NotFound(f"{file} has no candidate {id_}.", "`lardom eval candidates` lists them.")
    case = _examined(chosen, changes)
    if golden.exists() and any(other.id == case.id for other in read_golden(golden)):
        raise Refused(f"{golden} has a case {case.id} already.", "Give it another name with --id.")
    # In this order a failure between the two leaves the case in both files, and in none never.
    append(golden, [case])
    _rewrite(file, [candidate for candidate in candidates if candidate.id != id_])
    return case


def _examined(candidate: Candidate, changes: Mapping[str, Any]) -> GoldenCase:
    fields = candidate.model_dump(exclude={"origin", "added"}) | dict(changes)
    if not fields["answerable"]:
        fields |= {"reference": "", "answers": (), "gold": ()}
    try:
        return GoldenCase.model_validate(fields)
    except ValidationError as error:
        raise Refused(f"{candidate.id} is not complete: {said_by(error)}.", "Say the rest with the options.") from error


def _rewrite(file: Path, candidates: Sequence[Candidate]) -> None:
    beside = file.with_name(f"{file.name}.new")
    beside.write_text("".join(f"{each.model_dump_json(exclude_defaults=True)}\n" for each in candidates), "utf-8")
    beside.replace(file)
