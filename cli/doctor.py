"""`hongyan doctor`: looks at everything an installation needs, and says what to do.

It changes nothing: no key is made, no table touched, nothing sent to anybody.
"""

import json
import os
from collections.abc import Callable, Mapping
from typing import Annotated

import typer
from pydantic import ValidationError

from cli.checks import running, storing, telegram
from cli.checks.finding import Check, Finding, Level, broken
from cli.checks.patient import Patient
from cli.settings import Settings
from cli.terminal import WRONG_DATA, T, out

CHECKS: Mapping[Check, Callable[[Patient], Finding]] = {
    Check.settings: telegram.settings,
    Check.token: telegram.token,
    Check.webhook: telegram.webhook,
    Check.clock: telegram.clock,
    Check.database: storing.database,
    Check.schema: storing.schema,
    Check.key: storing.key,
    Check.key_backup: storing.key_backup,
    Check.disk: storing.disk,
    Check.zones: running.zones,
    Check.tzdata: running.tzdata,
    Check.heartbeat: running.heartbeat,
    Check.outbox: running.outbox,
    Check.sos: running.sos,
    Check.plan: running.plan,
    Check.terms: running.terms,
    Check.holidays: running.holidays,
}
MARKS = {Level.ok: "✔", Level.warning: "⚠", Level.broken: "✘"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False) -> None:
    """Look at everything. Exit code 0 where nothing is broken, 1 otherwise."""
    patient = _patient()
    found = {check: _examined(patient, look) for check, look in CHECKS.items()}
    (_print_json if as_json else _print)(found)
    if any(finding.level is Level.broken for finding in found.values()):
        raise typer.Exit(WRONG_DATA)


def _patient() -> Patient:
    """The installation by its settings; one that cannot be read is set aside, and named."""
    try:
        return Patient(Settings())
    except ValidationError as error:
        fields = {str(each["loc"][0]) for each in error.errors()}
    plain = {name: Settings.model_fields[name].get_default() for name in fields}
    return Patient(Settings(**plain), tuple(sorted(f"HONGYAN_{name}".upper() for name in fields)))


def _examined(patient: Patient, look: Callable[[Patient], Finding]) -> Finding:
    """A check that fails itself says so, and stops no other one."""
    try:
        return look(patient)
    except Exception as error:
        if os.environ.get("HONGYAN_DEBUG"):
            raise
        return broken("doctor.failed", kind=type(error).__name__)


def _said(finding: Finding) -> str:
    return T(finding.code, **finding.params)


def _print(found: Mapping[Check, Finding]) -> None:
    for check, finding in found.items():
        what = T(f"doctor.check.{check}")
        line = T("doctor.line", mark=MARKS[finding.level], what=what, said=_said(finding))
        out.print(line, markup=False)
    levels = [finding.level for finding in found.values()]
    counts = {level.value: levels.count(level) for level in Level}
    out.print(T("doctor.summary", **counts), markup=False)


def _print_json(found: Mapping[Check, Finding]) -> None:
    checks = [
        {"check": check.value, "level": finding.level.value, "said": _said(finding)}
        for check, finding in found.items()
    ]
    ok = all(finding.level is not Level.broken for finding in found.values())
    typer.echo(json.dumps({"ok": ok, "checks": checks}, ensure_ascii=False))
