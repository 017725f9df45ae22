"""The command line: finds the command by name and runs it.

Only light imports here: `lardom --help` and a misspelt command answer at once, each command loads what it needs.
Commands of other rooms are found by their entry points (`lardom.commands`).
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint, entry_points
from pkgutil import resolve_name

from knowledge.errors import LardomError

Command = Callable[[Sequence[str]], int]
"""Takes the arguments after its name and returns the exit code: 0 done, 1 failures, 2 wrong use, 3 not set up."""

COMMANDS = "lardom.commands"

_OWN = {
    "ask": ("assistant.commands.asking:ask", "answer one question from the documents"),
    "search": ("assistant.commands.asking:search", "find passages, without an answer"),
    "serve": ("assistant.commands.serving:serve", "run the API and the chat"),
    "reports": ("assistant.commands.reports:reports", "the state of the documents, for those who answer for them"),
    "gaps": ("assistant.commands.gaps:gaps", "what people ask without getting a good answer"),
    "decisions": ("assistant.commands.deciding:decisions", "check the decision log, or write out a decision"),
    "audit": ("assistant.commands.audit:audit", "read, export and check the audit log"),
    "backup": ("assistant.commands.backup:backup", "everything into one file, while the server runs"),
    "restore": ("assistant.commands.backup:restore", "put a backup back"),
    "keys": ("assistant.commands.keys:keys", "make, list and revoke the keys of services"),
    "register": ("assistant.commands.registers:register", "the register of processing activities (Art. 30)"),
    "impact": ("assistant.commands.registers:impact", "the input for an impact assessment (Art. 35)"),
    "person": ("assistant.commands.persons:person", "what is held about a person, and its erasure"),
    "retention": ("assistant.commands.retention:retention", "remove what has been kept long enough"),
    "card": ("assistant.commands.card:card", "the model and system card of this installation"),
    "doctor": ("assistant.commands.doctor:doctor", "what is configured, what works, what to do about the rest"),
}
_OF_OTHER_ROOMS = {
    "ingest": "take files and folders in",
    "reindex": "build the index again from the registry",
    "personal-data": "what personal data files or the library hold",
    "eval": "measure retrieval and answers",
}
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # OpenMP would spin while it waits: one question took 260 ms instead of 25 with both cores busy.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    given = list(sys.argv[1:] if arguments is None else arguments)
    others = {entry.name: entry for entry in sorted(entry_points(group=COMMANDS), key=lambda entry: entry.name)}
    name = _parser(others).parse_args(given[:1]).command
    try:
        return _command(name, others)(given[1:])
    except LardomError as error:
        sys.stderr.write(f"{error.message}\n" + (f"{error.remedy}\n" if error.remedy else ""))
        return error.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser(others: dict[str, EntryPoint]) -> argparse.ArgumentParser:
    described = {name: text for name, (_, text) in _OWN.items()} | {
        name: _OF_OTHER_ROOMS.get(name, "") for name in others
    }
    width = max(map(len, described))
    parser = argparse.ArgumentParser(
        prog="lardom",
        description="Answers from your own documents, every sentence with its source.",
        epilog="commands:\n" + "\n".join(f"  {name:<{width}}  {text}" for name, text in described.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=described, metavar="COMMAND", help="`lardom COMMAND --help` says more")
    return parser


def _command(name: str, others: dict[str, EntryPoint]) -> Command:
    command: Command = resolve_name(_OWN[name][0]) if name in _OWN else others[name].load()
    return command
