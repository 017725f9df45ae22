"""What the doctor says of the disk, read from a /proc and a /sys made for the test."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.commands.checks import Level
from assistant.commands.storage_checks import backup_age, encryption, permissions, secrets, transport
from knowledge.audit import Act
from knowledge.registry.registry import Registry
from knowledge.settings import Origin, Settings

DATA = Path("/srv/lardom/data")


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., Path]:
    """A root folder with a mount for each (place, device, file system), and disks by their dm uuid and their parts."""

    def make(mounts: list[tuple[str, str, str]], disks: dict[str, tuple[str, tuple[str, ...]]]) -> Path:
        lines = [f"{n} 1 {device} / {place} rw - {kind} /dev/x rw" for n, (place, device, kind) in enumerate(mounts)]
        (tmp_path / "proc/self").mkdir(parents=True)
        (tmp_path / "proc/self/mountinfo").write_text("\n".join(lines), encoding="utf-8")
        for device, (uuid, slaves) in disks.items():
            block = tmp_path / "sys/dev/block" / device
            (block / "slaves").mkdir(parents=True, exist_ok=True)
            if uuid:
                (block / "dm").mkdir()
                (block / "dm/uuid").write_text(uuid, encoding="utf-8")
            for slave in slaves:
                (block / "slaves" / slave).symlink_to(tmp_path / "sys/dev/block" / slave)
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("disks", "level"),
    [
        ({"253:1": ("CRYPT-LUKS2-abc", ())}, Level.OK),
        ({"253:1": ("LVM-abc", ("253:0",)), "253:0": ("CRYPT-LUKS2-abc", ("8:1",)), "8:1": ("", ())}, Level.OK),
        ({"253:1": ("LVM-abc", ("8:1",)), "8:1": ("", ())}, Level.NOTE),
        ({"253:1": ("LVM-abc", ("253:0", "8:1")), "253:0": ("CRYPT-x", ()), "8:1": ("", ())}, Level.NOTE),
        ({"253:1": ("", ())}, Level.NOTE),
    ],
    ids=["luks", "lvm on luks", "lvm on a plain disk", "half of it on a plain disk", "a plain disk"],
)
def test_encryption_is_what_the_disk_below_the_data_folder_says(
    machine: Callable[..., Path], disks: dict[str, tuple[str, tuple[str, ...]]], level: Level
) -> None:
    root = machine([("/", "8:1", "ext4"), ("/srv", "253:1", "ext4"), ("/srv/other", "8:9", "ext4")], disks)
    assert encryption(DATA, root).level is level


def test_it_says_so_when_it_cannot_tell(machine: Callable[..., Path], tmp_path: Path) -> None:
    assert "cannot tell" in encryption(DATA, tmp_path / "nowhere").detail
    root = machine([("/", "0:47", "overlay")], {})
    said = encryption(DATA, root)
    assert (said.level, "cannot tell" in said.detail, "overlay" in said.detail) == (Level.NOTE, True, True)


def test_an_encrypting_file_system_counts(machine: Callable[..., Path]) -> None:
    assert encryption(DATA, machine([("/srv", "0:50", "fuse.gocryptfs")], {})).level is Level.OK


def test_a_folder_or_a_secret_that_others_may_open_is_named(tmp_path: Path) -> None:
    data, secret = tmp_path / "data", tmp_path / "oidc"
    data.mkdir(0o700)
    secret.touch(0o644)
    said = permissions(Settings(data=data), iter([secret]))
    assert (said.level, str(secret) in said.detail, str(data) + "," in said.detail) == (Level.NOTE, True, False)
    secret.chmod(0o600)
    assert permissions(Settings(data=data), iter([secret])).level is Level.OK


def test_a_data_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    Registry(f"sqlite:///{tmp_path / 'data' / 'registry.sqlite'}").close()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_secrets_are_best_in_files() -> None:
    assert secrets({}).level is secrets({"llm_key": Origin.FILE}).level is Level.OK
    said = secrets({"llm_key": Origin.FILE, "qdrant_key": Origin.OPEN})
    assert (said.level, "qdrant_key" in said.detail, "llm_key" in said.detail) == (Level.NOTE, True, False)


def test_listening_to_the_network_without_tls_is_noted() -> None:
    assert transport(Settings()).level is Level.OK
    assert transport(Settings(host="0.0.0.0", access_token="a" * 16)).level is Level.NOTE


def test_a_backup_grows_old(tmp_path: Path) -> None:
    registry = Registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    now = datetime.now(UTC)
    assert backup_age(registry.audit, now).level is Level.NOTE
    registry.audit.append(Act.BACKUP_MAKE, "åsa", "hash")
    assert backup_age(registry.audit, now + timedelta(days=1)).level is Level.OK
    assert backup_age(registry.audit, now + timedelta(days=9)).level is Level.NOTE
    registry.close()
