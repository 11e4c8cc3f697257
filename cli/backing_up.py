"""`hongyan backup` and `hongyan restore`: all of a store in one file, and back."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cli.present import present
from cli.progress import Bar
from cli.settings import Settings
from cli.terminal import T, fail, misused, say, warn
from storage.backup.archive import Manifest
from storage.backup.bring import Brought, bring, looked_at
from storage.backup.take import take
from storage.seal import Keyring
from storage.store import shown
from storage.tombstones import Sidecar

Json = Annotated[bool, typer.Option("--json", help=T("cli.json"))]


def backup(
    file: Annotated[Path, typer.Argument(help=T("cli.backup.file"))], as_json: Json = False
) -> None:
    """Write all of the store into a file, while the bot goes on."""
    settings = Settings()
    ring = _keys(settings)
    with Bar(T("cli.backup.bar")) as bar:
        manifest = take(settings.database, ring, file, present(settings), bar)
    size = file.stat().st_size
    if as_json:
        print(json.dumps(_summary(manifest) | {"bytes": size}))
    else:
        size_said = f"{size / 1e6:.1f}"
        say("cli.backup.done", file=file, n=manifest.rows, size=size_said)
    warn("cli.backup.key_apart", file=settings.key_file)


def restore(
    file: Annotated[Path, typer.Argument(help=T("cli.restore.file"))],
    replace: Annotated[bool, typer.Option("--replace", help=T("cli.restore.replace"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=T("cli.yes"))] = False,
    as_json: Json = False,
) -> None:
    """Bring a backup back, wholly or not at all."""
    settings = Settings()
    ring = _keys(settings)
    manifest = looked_at(file, ring)
    if replace and not yes:
        _ask(settings, manifest)
    sidecar = Sidecar(settings.key_file, ring.fingerprint)
    with Bar(T("cli.restore.bar")) as bar:
        brought = bring(settings.database, ring, file, sidecar, bar, replace=replace)
    if as_json:
        print(json.dumps(_summary(brought.manifest) | {"erased_again": brought.erased}))
    else:
        _said(settings, brought)


def _keys(settings: Settings) -> Keyring:
    """The keys there are; none is ever made here."""
    if not settings.key_file.exists():
        fail("backup.no_key", file=settings.key_file)
    return Keyring.read(settings.key_file)


def _ask(settings: Settings, manifest: Manifest) -> None:
    at = _moment(settings, manifest)
    question = T("cli.restore.ask", database=shown(settings.database), at=at)
    if not typer.confirm(question, err=True):
        misused("cli.nothing_changed")


def _said(settings: Settings, brought: Brought) -> None:
    at = _moment(settings, brought.manifest)
    say("cli.restore.done", n=brought.manifest.rows, at=at, database=shown(settings.database))
    if brought.erased:
        say("cli.restore.erased", n=brought.erased)


def _moment(settings: Settings, manifest: Manifest) -> str:
    made = datetime.fromisoformat(manifest.made_at).astimezone(ZoneInfo(settings.zone))
    return made.strftime("%Y-%m-%d %H:%M")


def _summary(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "database": manifest.database,
        "revision": manifest.revision,
        "fingerprint": manifest.fingerprint,
        "keys": {str(number): cells for number, cells in manifest.keys.items()},
        "rows": manifest.rows,
        "tables": {part.name: part.rows for part in manifest.tables},
    }
