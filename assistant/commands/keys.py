"""`lardom keys`: make, list and revoke the keys that services use the API with."""

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from assistant.commands.output import show, show_json
from knowledge.access import KeyScope
from knowledge.errors import Refused
from knowledge.registry.keys import ApiKey
from knowledge.registry.registry import Registry
from knowledge.settings import load_settings

_A_YEAR = timedelta(days=365)


def keys(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    registry = Registry(load_settings().database)
    try:
        return int(options.run(options, registry))
    finally:
        registry.close()


def _create(options: argparse.Namespace, registry: Registry) -> int:
    try:
        scopes = frozenset(map(KeyScope, _listed(options.scopes)))
    except ValueError as error:
        raise Refused(f"{error}.", f"Scopes are {', '.join(KeyScope)}.") from error
    last_day: date = options.expires or (datetime.now(UTC) + _A_YEAR).date()
    expires = datetime.combine(last_day, time.max, UTC)
    if expires <= datetime.now(UTC):
        raise Refused(f"{last_day} is past.", "Give a day to come.")
    key, text = registry.keys.create(options.name, scopes, frozenset(_listed(options.groups)), expires)
    show(f"{text}\n\nShown this once: keep it where secrets are kept. It opens {_described(key)}.")
    return 0


def _list(options: argparse.Namespace, registry: Registry) -> int:
    found = registry.keys.list()
    if options.json:
        show_json({"keys": [_as_json(key) for key in found]})
    else:
        show("\n".join(map(_line, found)) or "There are no keys.")
    return 0


def _revoke(options: argparse.Namespace, registry: Registry) -> int:
    key = registry.keys.revoke(options.key)
    show(f"{key.shown} ({key.name}) opens nothing any more.")
    return 0


def _line(key: ApiKey) -> str:
    used = f"last used {key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "never used"
    return f"{key.shown}  {key.name}: {_described(key)}, {used}"


def _described(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    groups = ", ".join(sorted(key.groups)) or "everyone"
    return f"{', '.join(sorted(key.scopes))} as {groups} until {key.expires_at:%Y-%m-%d}"


def _as_json(key: ApiKey) -> dict[str, object]:
    return {
        "key": key.shown,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "groups": sorted(key.groups),
        "created_at": key.created_at.isoformat(),
        "expires_at": key.expires_at.isoformat(),
        "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom keys", description="Keys that services use the API with.")
    acts = parser.add_subparsers(required=True, metavar="ACT")
    create = acts.add_parser("create", help="make a key, and show it once")
    create.add_argument("name", help="what it is for, such as intranet-search")
    create.add_argument("--scopes", required=True, help=f"what it may do, separated by commas: {', '.join(KeyScope)}")
    create.add_argument("--groups", default="", help="whose documents it reads, beside those for everyone")
    create.add_argument("--expires", type=date.fromisoformat, metavar="DAY", help="its last day (in a year)")
    create.set_defaults(run=_create)
    listing = acts.add_parser("list", help="every key, without its secret")
    listing.add_argument("--json", action="store_true", help="one JSON object instead of text")
    listing.set_defaults(run=_list)
    revoke = acts.add_parser("revoke", help="end a key, from its next request on")
    revoke.add_argument("key", metavar="KEY", help="its beginning, as `list` shows it")
    revoke.set_defaults(run=_revoke)
    return parser
