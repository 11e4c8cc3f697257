"""The file of a backup by itself: what one wrong bit makes of it is read whole or refused."""

from pathlib import Path

from storage.backup.archive import BackupError, Manifest, Reader, Writer
from storage.seal import Keyring

DIRECTORY = b"PK\1\2"
ROWS: list[list[object]] = [[1, "云见川"], [2, None]]


def a_backup(path: Path, keyring: Keyring) -> None:
    with Writer(path, keyring) as writer:
        part = writer.put("person", ("id", "name"), ROWS)
        made = "2026-01-01T00:00:00+00:00"
        fingerprint = keyring.fingerprint
        writer.finish(Manifest(1, made, "sqlite", "0001", fingerprint, {1: 1}, (part,)))


def read(path: Path, keyring: Keyring) -> object:
    """All rows; the code of the refusal where it is refused."""
    try:
        with Reader(path, keyring) as reader:
            return [row for part in reader.manifest.tables for row in reader.rows(part)]
    except BackupError as error:
        return error.code


def test_a_wrong_bit_in_the_directory_of_the_file_changes_nothing_or_is_refused(
    tmp_path: Path, keyring: Keyring
) -> None:
    whole, hurt = tmp_path / "whole", tmp_path / "hurt"
    a_backup(whole, keyring)
    data = whole.read_bytes()
    assert read(whole, keyring) == ROWS

    for place in range(data.index(DIRECTORY), len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            hurt.write_bytes(changed)
            assert read(hurt, keyring) in (ROWS, "restore.damaged"), (place, bit)
