"""`lardom audit`: whether the audit log is what was written, and what it says."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path

from assistant.commands.output import show, show_json, tell
from assistant.questions.privacy import impersonal
from assistant.traces.record import where_asked
from knowledge.access import LOCAL_OWNER
from knowledge.audit import Act, AuditEntry, Start, as_line, check_log, of_line
from knowledge.chain import FIRST, Checked, canonical
from knowledge.errors import Refused
from knowledge.personal_data.seals import QUESTIONS, seal_for
from knowledge.registry.audit import AuditQuery, AuditRegister
from knowledge.registry.registry import Registry
from knowledge.settings import load_settings


def audit(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.run is _verify and options.file is not None:
        return _told(_checked_file(options.file), options, _in_file(options.file, options.head))
    with closing(Registry(load_settings().database)) as registry:
        return int(options.run(options, registry.audit))


def _verify(options: argparse.Namespace, log: AuditRegister) -> int:
    return _told(log.verify(), options, options.head is None or log.holds(options.head))


def _told(checked: Checked, options: argparse.Namespace, holds: bool) -> int:
    whole = checked.broken_at is None and holds
    if options.json:
        head = {"holds_head": holds} if options.head is not None else {}
        show_json({"entries": checked.entries, "head": checked.head, "broken_at": checked.broken_at, **head})
    elif checked.broken_at is not None:
        tell(f"The audit log was changed: entry {checked.broken_at} is not what was written. Compare with a backup.")
    elif not holds:
        tell(
            f"No entry has the hash {options.head}: entries were taken off the end, or retention has cut it. "
            "Compare with a backup."
        )
    else:
        show(f"The audit log is whole: {checked.entries} entries. Write down where others cannot reach: {checked.head}")
    return 0 if whole else 1


def _checked_file(file: Path) -> Checked:
    """An export is a part of the log: it is whole in itself, from its first entry on."""
    entries = _read(file)
    first = next(entries, None)
    if first is None:
        return Checked(0, FIRST)
    return check_log(_read(file), Start(first.number, FIRST if first.number == 1 else first.previous))


def _in_file(file: Path, head: str | None) -> bool:
    return head is None or any(entry.hash == head for entry in _read(file))


def _read(file: Path) -> Iterator[AuditEntry]:
    try:
        with file.open(encoding="utf-8") as lines:
            yield from (of_line(line) for line in lines if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read.", "Name a file of `lardom audit export`.") from error


def _export(options: argparse.Namespace, log: AuditRegister) -> int:
    log.append(Act.AUDIT_EXPORT, LOCAL_OWNER)
    for entry in log.every(_query(options)):
        show(as_line(entry))
    return 0


def _show(options: argparse.Namespace, log: AuditRegister) -> int:
    found = log.latest(_query(options), limit=options.limit)
    log.append(Act.AUDIT_READ, LOCAL_OWNER, details={"entries": len(found)})
    show("\n".join(map(_line, reversed(found))) or "No entry fits.")
    return 0


def _resolve(options: argparse.Namespace, log: AuditRegister) -> int:
    show(log.resolve(options.pseudonym, impersonal(options.reason, "sv"), LOCAL_OWNER))
    return 0


def _question(options: argparse.Namespace, log: AuditRegister) -> int:
    seal = seal_for(QUESTIONS, load_settings().data)
    found = list(islice(where_asked(options.question, log.every_latest(), seal), options.limit))
    log.append(Act.AUDIT_READ, LOCAL_OWNER, details={"question": "given", "entries": len(found)})
    show("\n".join(map(_line, reversed(found))) or "No entry is of this question.")
    return 0


def _line(entry: AuditEntry) -> str:
    subject = f" {entry.subject}" if entry.subject else ""
    details = f"  {canonical(entry.details)}" if entry.details else ""
    return f"{entry.number}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.actor}  {entry.act}{subject}{details}"


def _query(options: argparse.Namespace) -> AuditQuery:
    return AuditQuery(options.act, options.actor, options.subject, options.since, options.until)


def _day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time.min, UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom audit", description="Read and check the audit log.")
    acts = parser.add_subparsers(required=True, metavar="ACT")
    verify = acts.add_parser("verify", help="check the chain of hashes; exit code 1 names the first changed entry")
    verify.add_argument("--file", type=Path, help="an export, instead of the log itself")
    verify.add_argument("--head", metavar="HASH", help="a last hash that was written down: it must still be there")
    verify.add_argument("--json", action="store_true", help="one JSON object on standard output")
    verify.set_defaults(run=_verify)
    export = acts.add_parser("export", help="the log as JSON lines, oldest first")
    export.set_defaults(run=_export)
    shown = acts.add_parser("show", help="the latest entries, as text")
    shown.add_argument("--limit", type=int, default=50, choices=range(1, 1001), metavar="N", help="at most N (50)")
    shown.set_defaults(run=_show)
    for reading in (export, shown):
        reading.add_argument("--act", default="", help="an act, or its first part: key, key.create")
        reading.add_argument("--actor", default="", metavar="PSEUDONYM")
        reading.add_argument("--subject", default="", metavar="ID", help="what was acted on")
        reading.add_argument("--since", type=_day, metavar="DAY", help="from this day on (UTC)")
        reading.add_argument("--until", type=_day, metavar="DAY", help="before this day (UTC)")
    question = acts.add_parser("question", help="the answers and searches for a question that you have")
    question.add_argument("question", metavar="QUESTION")
    question.add_argument("--limit", type=int, default=50, choices=range(1, 1001), metavar="N", help="at most N (50)")
    question.set_defaults(run=_question)
    resolve = acts.add_parser("resolve", help="whom a pseudonym stands for; that it was asked is written down")
    resolve.add_argument("pseudonym", metavar="PSEUDONYM")
    resolve.add_argument("--reason", required=True, help="why; kept in the log")
    resolve.set_defaults(run=_resolve)
    return parser
