"""The database, its schema, the key and its copy, and room on the disk."""

import hmac
import os
import shutil
from pathlib import Path

from cli.checks.finding import Finding, broken, doubtful, fine
from cli.checks.patient import Patient
from storage.examine import Condition, Schema
from storage.seal import KeyFileError, StoreError

OLDEST_POSTGRESQL = 14
TIGHT, FULL = 1_000_000_000, 100_000_000
"""Free bytes below which a disk is getting full, and is."""
POSIX = os.name == "posix"
OTHERS = 0o077
"""The rights of group and others."""


def database(patient: Patient) -> Finding:
    """Whether the database answers and is sound."""
    found = patient.condition
    if isinstance(found, StoreError):
        return broken(found.code, **found.params)
    return _sqlite(found) if found.database == "sqlite" else _postgresql(found)


def _sqlite(found: Condition) -> Finding:
    if found.damage is not None:
        return broken("doctor.database.damaged", file=found.file)
    if found.schema is Schema.none:
        return doubtful("doctor.database.none", file=found.file)
    if not found.wal:
        return doubtful("doctor.database.no_wal", file=found.file)
    return fine("doctor.database.fine", name="SQLite", version=found.version)


def _postgresql(found: Condition) -> Finding:
    if int(found.version.split(".")[0] or 0) < OLDEST_POSTGRESQL:
        return doubtful("doctor.database.old", oldest=OLDEST_POSTGRESQL, version=found.version)
    return fine("doctor.database.fine", name="PostgreSQL", version=found.version)


def schema(patient: Patient) -> Finding:
    """Whether the tables are those of this version of the program."""
    found = patient.condition
    if isinstance(found, StoreError):
        return doubtful("doctor.unopened")
    match found.schema:
        case Schema.current:
            return fine("doctor.schema.fine")
        case Schema.older:
            return doubtful("doctor.schema.older")
        case Schema.unknown:
            return broken("doctor.schema.unknown")
    return doubtful("doctor.schema.none")


def key(patient: Patient) -> Finding:
    """Whether the key is there, opens the store, and is for its owner's eyes only."""
    file, ring, store = patient.settings.key_file, patient.ring, patient.condition
    sealed = isinstance(store, Condition) and store.sealed
    if ring is None and sealed:
        return broken("doctor.key.missing", file=file)
    if ring is None:
        return doubtful("doctor.key.none", file=file)
    if isinstance(ring, KeyFileError):
        return broken(ring.code, **ring.params)
    if isinstance(store, Condition) and store.key_fits is False:
        return broken("doctor.key.foreign", file=file)
    if POSIX and file.stat().st_mode & OTHERS:
        return doubtful("doctor.key.open", file=file)
    return fine("doctor.key.fine" if sealed else "doctor.key.unused", file=file)


def key_backup(patient: Patient) -> Finding:
    """Whether there is a copy of the key. The two are compared, and neither is shown."""
    file, copy = patient.settings.key_file, patient.settings.key_backup
    if copy is None:
        return doubtful("doctor.key_backup.unset")
    if not copy.exists():
        return doubtful("doctor.key_backup.missing", file=copy)
    if not file.exists():
        return doubtful("doctor.key_backup.alone", file=copy)
    if copy.samefile(file):
        return broken("doctor.key_backup.itself", file=copy)
    if not _same(file, copy):
        return broken("doctor.key_backup.other", file=copy)
    return fine("doctor.key_backup.fine", file=copy)


def _same(one: Path, other: Path) -> bool:
    return hmac.compare_digest(one.read_bytes(), other.read_bytes())


def disk(patient: Patient) -> Finding:
    """Whether there is room where the store is."""
    free = shutil.disk_usage(patient.folder).free
    about = {"folder": patient.folder, "free": f"{free / TIGHT:.1f}"}
    if free < FULL:
        return broken("doctor.disk.full", **about)
    return (
        doubtful("doctor.disk.tight", **about)
        if free < TIGHT
        else fine("doctor.disk.fine", **about)
    )
