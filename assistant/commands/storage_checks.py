"""What `lardom doctor` says of what lies on the disk: who can read it, is it encrypted, is there a backup."""

import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from assistant.commands.checks import Check, Level
from knowledge.audit import Act
from knowledge.outside import is_loopback
from knowledge.registry.audit import AuditQuery, AuditRegister
from knowledge.settings import Origin, Settings

_BACKUP_EVERY = timedelta(days=7)
_ENCRYPTED_FILESYSTEMS = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs"})
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def permissions(settings: Settings, files: Iterator[Path]) -> Check:
    """Of the data folder, and of the files that hold secrets."""
    open_to_others = [str(path) for path in (settings.data.absolute(), *files) if _others_may(path)]
    if open_to_others:
        return Check(
            Level.NOTE,
            "permissions",
            f"others on this machine may open {', '.join(open_to_others)}",
            "chmod 700 for the folder, 600 for files; start the server with umask 077.",
        )
    return Check(Level.OK, "permissions", "data folder and secret files are their owner's only")


def _others_may(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False


def secrets(origins: dict[str, Origin]) -> Check:
    """Where the secrets come from; `origins` names those that are set."""
    elsewhere = sorted(name for name, origin in origins.items() if origin is not Origin.FILE)
    if elsewhere:
        return Check(
            Level.NOTE,
            "secrets",
            f"{', '.join(elsewhere)} from the environment or lardom.toml",
            "A file is safer: LARDOM_<NAME>_FILE=/run/secrets/... (docs/operations.md, Secrets).",
        )
    return Check(Level.OK, "secrets", f"{', '.join(sorted(origins))} from files" if origins else "none are set")


def transport(settings: Settings) -> Check:
    """Whether what people send can be read on the way."""
    if (settings.oidc_redirect or "").startswith("https://"):
        return Check(Level.OK, "TLS", "people reach Lärdom over https")
    if is_loopback(settings.host):
        return Check(Level.OK, "TLS", "not needed: only this machine is listened to")
    return Check(
        Level.NOTE,
        "TLS",
        f"{settings.host} is listened to without TLS; whether a proxy in front has it cannot be told from here",
        "Listen on 127.0.0.1 behind a proxy that ends TLS (docs/operations.md, TLS).",
    )


def backup_age(log: AuditRegister, now: datetime) -> Check:
    last = log.latest(AuditQuery(act=Act.BACKUP_MAKE), limit=1)
    if not last:
        return Check(Level.NOTE, "backup", "none has been made", "lardom backup FILE")
    days = (now - last[0].at).days
    detail = f"the last one was made {last[0].at:%Y-%m-%d}, {days} days ago"
    if now - last[0].at > _BACKUP_EVERY:
        return Check(Level.NOTE, "backup", detail, "lardom backup FILE, at least once a week.")
    return Check(Level.OK, "backup", detail)


def encryption(folder: Path, root: Path = Path("/")) -> Check:
    """By what Linux tells of the disk below the folder; `root` is where /proc and /sys are."""
    mount = _mount_of(folder.absolute(), root)
    if mount is None:
        return _cannot_tell("this system does not say which disk is below the data folder")
    device, filesystem = mount
    if filesystem in _ENCRYPTED_FILESYSTEMS:
        return Check(Level.OK, "encryption at rest", f"the data folder lies on {filesystem}")
    block = root / "sys/dev/block" / device
    if not block.exists():
        return _cannot_tell(f"the data folder lies on {filesystem}, whose disk is not seen from here")
    if _is_crypt(block):
        return Check(Level.OK, "encryption at rest", "the data folder lies on a disk encrypted with dm-crypt (LUKS)")
    return Check(
        Level.NOTE,
        "encryption at rest",
        f"no encryption is seen below the data folder (disk {device}); the disk itself or a host may encrypt",
        "Put the data folder on LUKS, or make sure that the platform encrypts its volumes (docs/operations.md).",
    )


def _cannot_tell(why: str) -> Check:
    return Check(
        Level.NOTE, "encryption at rest", f"cannot tell: {why}", "Ask whoever runs the platform (docs/operations.md)."
    )


def _mount_of(folder: Path, root: Path) -> tuple[str, str] | None:
    """Device and file system of the mount that the folder lies on."""
    try:
        lines = (root / "proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    best: tuple[int, str, str] | None = None
    for line in lines:
        fields, _, rest = line.partition(" - ")
        parts = fields.split()
        place = Path(parts[4].replace(r"\040", " "))
        # A later mount on the same place hides the earlier one.
        if folder.is_relative_to(place) and (best is None or len(place.parts) >= best[0]):
            best = (len(place.parts), parts[2], rest.split()[0])
    return best[1:] if best else None


def _is_crypt(block: Path) -> bool:
    """Of the device, or of all that it is made of, as with a logical volume on LUKS."""
    whole = block.resolve()
    uuid = whole / "dm" / "uuid"
    if uuid.is_file() and uuid.read_text(encoding="utf-8").startswith("CRYPT-"):
        return True
    below = [whole.parent] if (whole / "partition").exists() else list(whole.glob("slaves/*"))
    return bool(below) and all(map(_is_crypt, below))
