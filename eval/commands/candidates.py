"""`lardom eval add, propose, candidates, accept`: from a real or a made question to a case of the golden set."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assistant.bootstrap import build_model
from eval.golden.candidates import Candidate, accept, add_new, answered, asked, read_candidates
from eval.golden.cases import GOLDEN_SET, Asker, CaseKind, Difficulty, Gold
from eval.golden.proposals import ModelProposals, proposed_by_model, proposed_by_rule
from eval.temporary_store import ingested
from knowledge.access import LOCAL_OWNER
from knowledge.documents import Classification
from knowledge.errors import Refused, SettingsError
from knowledge.outside import Service, may_leave, service_outside
from knowledge.registry.documents import DocumentRegister
from knowledge.registry.registry import Registry
from knowledge.settings import Settings, load_settings

_FILE = "golden-candidates.jsonl"
_MOST = 20
_CHOICES = {"role": Asker, "kind": CaseKind, "difficulty": Difficulty}


def add_add(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("question", nargs="?", metavar="QUESTION", help="as it was put")
    which.add_argument(
        "--trace", metavar="ID", help="of an answer whose conversation is kept; what it cited is proposed"
    )
    parser.add_argument(
        "--earlier", action="append", default=[], metavar="QUESTION", help="asked before it, oldest first"
    )
    parser.add_argument("--groups", type=_list, default=(), metavar="A,B", help="the asker's")
    _add_file(parser)
    parser.set_defaults(run=_add)


def add_propose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--most", type=int, default=_MOST, metavar="N", help=f"how many at most ({_MOST})")
    parser.add_argument(
        "--documents", type=Path, action="append", metavar="PATH", help="documents of their own, not those taken in"
    )
    parser.add_argument(
        "--writer", choices=("rules", "llm"), default="rules", help="who writes them; llm is the model of the settings"
    )
    _add_file(parser)
    parser.set_defaults(run=_propose)


def add_candidates(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.set_defaults(run=_list_candidates)


def add_accept(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("candidate", metavar="CANDIDATE", help="its id, as `lardom eval candidates` says it")
    parser.add_argument("--author", required=True, help="who answers for the case")
    parser.add_argument("--id", help="a name that says what is asked")
    parser.add_argument("--question", help="in better words")
    parser.add_argument("--reference", help="the full answer, true to the documents")
    parser.add_argument("--answer", dest="answers", action="append", help="a short form; may be repeated")
    parser.add_argument(
        "--gold", nargs=2, action="append", metavar=("DOCUMENT", "QUOTE"), help="instead of what is proposed"
    )
    parser.add_argument("--unanswerable", action="store_true", help="the documents do not answer it")
    parser.add_argument("--topic")
    parser.add_argument("--language", choices=("sv", "en"))
    parser.add_argument("--note")
    for name, values in _CHOICES.items():
        parser.add_argument(f"--{name}", choices=[value.value for value in values])
    parser.add_argument("--into", type=Path, default=GOLDEN_SET, metavar="FILE", help="the golden set")
    _add_file(parser)
    parser.set_defaults(run=_accept)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, help=f"of candidates ({_FILE} in the data folder)")


def _list(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split(",") if name.strip())


def _add(parsed: argparse.Namespace) -> int:
    settings, on = load_settings(), _today()
    if parsed.trace:
        with _registry(settings) as registry:
            message = registry.conversations.message_of_trace(parsed.trace)
            candidate = answered(message, lambda id_: _reference(registry.documents, id_), parsed.groups, on)
    else:
        candidate = asked(parsed.question, parsed.earlier, parsed.groups, on)
    return _kept(_file(parsed, settings), [candidate])


def _propose(parsed: argparse.Namespace) -> int:
    settings = load_settings()
    if parsed.documents:
        with ingested(parsed.documents, settings) as made:
            found = _proposed(parsed, settings, made.store.registry.documents)
    else:
        with _registry(settings) as registry:
            found = _proposed(parsed, settings, registry.documents)
    return _kept(_file(parsed, settings), found)


def _proposed(parsed: argparse.Namespace, settings: Settings, register: DocumentRegister) -> tuple[Candidate, ...]:
    if parsed.writer == "rules":
        return proposed_by_rule(register, _today(), parsed.most)
    model = build_model(settings.model_copy(update={"writer": "llm"}))
    if model is None:
        raise SettingsError("No language model is configured.", "Set LARDOM_LLM_URL and LARDOM_LLM_MODEL.")
    proposals = ModelProposals(model)
    outside = service_outside(settings.model_copy(update={"writer": "llm"}), Service.WRITER) is not None
    readable = may_leave(settings) if outside else frozenset(Classification)
    found = proposed_by_model(register, proposals, _today(), parsed.most, readable)
    sys.stderr.write(f"{proposals.unusable} of the model's proposals could not be used\n")
    return found


def _list_candidates(parsed: argparse.Namespace) -> int:
    for each in read_candidates(_file(parsed, load_settings())):
        proposed = f", gold in {', '.join(gold.document for gold in each.gold)}" if each.gold else ""
        sys.stdout.write(f"{each.id}  {each.question}\n    {each.origin.value}, {each.added}{proposed}\n")
    return 0


def _accept(parsed: argparse.Namespace) -> int:
    names = ("id", "question", "reference", "answers", "topic", "language", "note", *_CHOICES)
    changes: dict[str, Any] = {name: value for name in names if (value := getattr(parsed, name)) is not None}
    changes |= {"author": parsed.author, "reviewed": _today()}
    if parsed.gold:
        changes["gold"] = tuple(Gold(document=document, quote=quote) for document, quote in parsed.gold)
    if parsed.unanswerable:
        changes["answerable"] = False
    elif parsed.gold or parsed.reference:
        changes["answerable"] = True
    case = accept(_file(parsed, load_settings()), parsed.into, parsed.candidate, changes)
    sys.stdout.write(f"{case.id} is in {parsed.into}. `lardom eval lint` holds it to the documents.\n")
    return 0


def _kept(file: Path, candidates: list[Candidate] | tuple[Candidate, ...]) -> int:
    try:
        new = add_new(file, candidates)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error}.", "Name another with --file.") from error
    for each in new:
        sys.stdout.write(f"{each.id}  {each.question}\n")
    known = len(candidates) - len(new)
    sys.stdout.write(
        f"{len(new)} new in {file}{f', {known} were there' if known else ''}; none counts before it is accepted.\n"
    )
    return 0


def _reference(register: DocumentRegister, document_id: str) -> str:
    return register.get(document_id, LOCAL_OWNER).properties.reference or document_id


def _file(parsed: argparse.Namespace, settings: Settings) -> Path:
    file: Path = parsed.file or settings.data / _FILE
    return file


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


@contextmanager
def _registry(settings: Settings) -> Iterator[Registry]:
    """The registry alone, which can be read while a server has the index."""
    registry = Registry(settings.database)
    try:
        yield registry
    finally:
        registry.close()
