"""What a check says: fine, doubtful or broken, and what to do about it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How bad it is; only `broken` makes the command end with 1."""

    ok = "ok"
    warning = "warning"
    broken = "broken"


class Check(StrEnum):
    """What is looked at, in this order."""

    settings = "settings"
    token = "token"  # noqa: S105 - a word, no secret
    webhook = "webhook"
    clock = "clock"
    database = "database"
    schema = "schema"
    key = "key"
    key_backup = "key_backup"
    disk = "disk"
    zones = "zones"
    tzdata = "tzdata"
    heartbeat = "heartbeat"
    outbox = "outbox"
    sos = "sos"
    plan = "plan"
    terms = "terms"
    holidays = "holidays"


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is a message key, `params` fill it; neither holds anything secret."""

    level: Level
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def fine(code: str, /, **params: object) -> Finding:
    """As it should be."""
    return Finding(Level.ok, code, params)


def doubtful(code: str, /, **params: object) -> Finding:
    """It works, or nobody can tell; somebody should look."""
    return Finding(Level.warning, code, params)


def broken(code: str, /, **params: object) -> Finding:
    """It does not work."""
    return Finding(Level.broken, code, params)
