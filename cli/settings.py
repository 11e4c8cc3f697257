"""Settings from the environment and `.env`, all beginning with HONGYAN_."""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from services.keeping.house import USUAL
from storage.keeping import Kept

TELEGRAM_API = "https://api.telegram.org"


SHORTEST_TRACE_DAYS = 35
"""A month and some days: so far back the bot itself looks at what it sent."""


def _long_enough(days: int) -> int:
    if 0 < days < SHORTEST_TRACE_DAYS:
        raise ValueError(f"0 for ever, or at least {SHORTEST_TRACE_DAYS} days")
    return days


LONGEST_DAYS = 36_500
"""A hundred years: no calendar reaches much further back. Who wants longer wants no end."""
Days = Annotated[int, Field(ge=1, le=LONGEST_DAYS)]
AtLeastTwo = Annotated[int, Field(ge=2, le=LONGEST_DAYS)]
"""Telegram brings an update again for a day."""
DaysOrEver = Annotated[int, Field(ge=0, le=LONGEST_DAYS), AfterValidator(_long_enough)]
"""0: without end."""
ENV_FILE = ".env"
_COMMAS = re.compile("[,，、]")
PREFIX = "HONGYAN_"
SAYS_SOMETHING_EMPTY = "plan"
"""Any other setting that is empty is as if it were not set."""
READ_ELSEWHERE = frozenset({"secrets_dir", "debug", "db_password", "domain", "chromium", "hunt"})
"""Names that are no settings of the bot: of its start, of compose files, of the tests."""


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("a time zone like Asia/Shanghai") from error
    return zone


def _on_the_web(text: str) -> str:
    if not _is_on_the_web(text):
        raise ValueError(f"an address like {TELEGRAM_API}")
    return text


def _secretly(secret: SecretStr) -> SecretStr:
    _on_the_web(secret.get_secret_value())
    return secret


def _is_on_the_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    there = bool(parts.hostname) and port != 0 and not re.search(r"\s", text)
    return there and parts.scheme in ("https", "http")


Web = Annotated[str, AfterValidator(_on_the_web)]
SecretWeb = Annotated[SecretStr, AfterValidator(_secretly)]


def _secrets() -> Path | None:
    """The folder of files that hold one setting each, such as `hongyan_token`, if there is one."""
    folder = Path(os.environ.get("HONGYAN_SECRETS_DIR", "/run/secrets"))
    return folder if folder.is_dir() else None


class Settings(BaseSettings):
    """Everything an installation may set; the defaults run without any."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", secrets_dir=_secrets()
    )

    database: str = "sqlite:///var/hongyan.db"
    key_file: Path = Path("var/hongyan.key")
    key_backup: Path | None = None
    token: SecretStr | None = None
    api: Web = TELEGRAM_API
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_listen: str = "127.0.0.1:8643"
    bot_username: str | None = None
    clock_url: Web | None = None
    plans_dir: Path | None = None
    plan: str = "linxia"
    zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    language: str | None = None
    emergency_numbers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("110", "120", "119", "12345", "12355")
    )
    sos: Literal["numbers", "chain"] = "numbers"
    part: Literal["all", "worker", "beat"] = "all"
    heartbeat_file: Path = Path("var/heartbeat")
    heartbeat_url: SecretWeb | None = None
    """Asked after a successful beat, at most once a minute."""
    status_listen: str | None = None
    """Where `/healthz`, `/readyz` and `/metrics` are shown; a port alone is one of this machine."""
    keep_updates_days: AtLeastTwo = 2
    keep_guesses_days: Days = 7
    keep_codes_days: Days = 1
    keep_drafts_days: Days = 14
    keep_invitations_days: DaysOrEver = 400
    keep_notices_days: DaysOrEver = 400
    keep_media_days: DaysOrEver = 400
    keep_old_values_days: DaysOrEver = 1100
    keep_tasks_days: DaysOrEver = 400

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - as pydantic calls it
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """A secret's file goes before the environment: our image names a database there, which an
        installation with one of its own has to outdo.
        """
        return init_settings, file_secret_settings, env_settings, dotenv_settings

    @property
    def telegrams_own(self) -> bool:
        """Whether the server is Telegram's, which asks more than another."""
        return self.api.rstrip("/") == TELEGRAM_API

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Else an empty path would be the working directory."""
        return {
            name: value
            for name, value in values.items()
            if value != "" or name == SAYS_SOMETHING_EMPTY
        }

    @field_validator("status_listen")
    @classmethod
    def _this_machine(cls, value: str | None) -> str | None:
        return f"127.0.0.1:{value}" if value and value.isdecimal() else value

    @property
    def kept(self) -> Mapping[Kept, timedelta | None]:
        """How long each kind of data is kept; None: without end."""
        spans = dict(USUAL)
        for kind in Kept:
            days = getattr(self, f"keep_{kind}_days", None)
            if days is not None:
                spans[kind] = timedelta(days=days) or None
        return spans

    @field_validator("emergency_numbers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """At commas, Chinese ones too, and spaces."""
        return tuple(_COMMAS.sub(" ", value).split()) if isinstance(value, str) else value


def env_file_is_strange() -> bool:
    """Whether the file of settings is written in anything but UTF-8, as Windows may leave it."""
    try:
        Path(ENV_FILE).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return True
    except OSError:
        return False
    return False


def read_by_nobody() -> list[str]:
    """Names that begin like ours, in the environment and in `.env`, and are no settings: mistyped
    ones, as a rule.
    """
    sources = EnvSettingsSource(Settings), DotEnvSettingsSource(Settings, env_file=ENV_FILE)
    said = {name.upper() for source in sources for name in source.env_vars}
    known = READ_ELSEWHERE | Settings.model_fields.keys()
    return sorted(
        name
        for name in said
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in known
    )
