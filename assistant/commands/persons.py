"""`lardom person`: what is held about a person, and its erasure; through the running server where there is one."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.bootstrap import now
from assistant.commands.output import log_to_stderr, show, show_json
from assistant.commands.remote import Remote
from assistant.person_data.erasing import erase_again, opened
from assistant.person_data.papers import export_html, receipt_markdown
from assistant.person_data.service import PersonData
from assistant.schemas.person_data import EraseRequest, Receipt
from knowledge.access import LOCAL_OWNER
from knowledge.audit import Act
from knowledge.errors import Refused
from knowledge.registry.registry import Registry
from knowledge.running import running_server
from knowledge.settings import Settings, load_settings


def person(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    settings = load_settings()
    log_to_stderr(settings)
    return int(options.run(options, settings))


def _export(options: argparse.Namespace, settings: Settings) -> int:
    with _reading(settings) as persons:
        holdings = persons.holdings(options.identifiers, LOCAL_OWNER, Act.PERSON_EXPORT)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    (out / "person.json").write_text(holdings.model_dump_json(indent=2), "utf-8")
    (out / "person.html").write_text(export_html(holdings, settings, options.language), "utf-8")
    if options.json:
        show_json({"total": holdings.total, "counts": holdings.counts, "files": ["person.json", "person.html"]})
    else:
        show(f"{holdings.total} places, in {out / 'person.html'} and {out / 'person.json'}.")
    return 0


def _erase(options: argparse.Namespace, settings: Settings) -> int:
    if not options.dry_run and not options.yes:
        raise Refused("An erasure cannot be undone.", "Look with --dry-run first, then give --yes.")
    receipt = _preview(options, settings) if options.dry_run else _erased(options, settings)
    if options.out is not None and not options.dry_run:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "receipt.json").write_text(receipt.model_dump_json(indent=2), "utf-8")
        (options.out / "receipt.md").write_text(receipt_markdown(receipt), "utf-8")
    if options.json:
        show_json(receipt.model_dump(mode="json"))
    else:
        show(receipt_markdown(receipt).rstrip())
    return 0 if receipt.complete else 1


def _again(_options: argparse.Namespace, settings: Settings) -> int:
    receipts = erase_again(settings)
    show(f"{len(receipts)} erasures were done again.")
    return 0 if all(receipt.complete for receipt in receipts) else 1


def _preview(options: argparse.Namespace, settings: Settings) -> Receipt:
    with _reading(settings) as persons:
        return persons.preview(options.identifiers, LOCAL_OWNER, options.language)


def _erased(options: argparse.Namespace, settings: Settings) -> Receipt:
    server = running_server(settings.data)
    if server is not None:
        return Remote(server, LOCAL_OWNER).erase_person(
            EraseRequest(identifiers=tuple(options.identifiers), language=options.language)
        )
    with opened(settings) as persons:
        return persons.erase(options.identifiers, LOCAL_OWNER, options.language)


@contextmanager
def _reading(settings: Settings) -> Iterator[PersonData]:
    """Of the registry and the files; the index stays with the server that may be running."""
    registry = Registry(settings.database)
    try:
        yield PersonData(registry, settings, now)
    finally:
        registry.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom person", description="A person's rights of access and erasure.")
    acts = parser.add_subparsers(required=True, metavar="ACT")
    export = acts.add_parser("export", help="all that is held about them, as HTML and JSON")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    export.set_defaults(run=_export)
    erase = acts.add_parser("erase", help="erase them everywhere, with a receipt")
    erase.add_argument("--dry-run", action="store_true", help="only say what would be erased")
    erase.add_argument("--yes", action="store_true", help="say that it is meant; it cannot be undone")
    erase.add_argument("--out", type=Path, metavar="DIR", help="folder for the receipt, as Markdown and JSON")
    erase.set_defaults(run=_erase)
    for act in (export, erase):
        act.add_argument(
            "identifiers",
            nargs="+",
            metavar="WHO",
            help="names, mail addresses, personnummer, phones, user ids of one person",
        )
        act.add_argument("--language", choices=("sv", "en"), default="sv", help="of what is written (sv)")
        act.add_argument("--json", action="store_true", help="one JSON object on standard output")
    again = acts.add_parser("again", help="erase again what a restored backup brought back")
    again.set_defaults(run=_again)
    return parser
