"""Settings from the environment and `.env`, all beginning with HONGYAN_."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TELEGRAM_API = "https://api.telegram.org"


def _secrets() -> Path | None:
    """The folder of files that hold one setting each, such as `hongyan_token`, if there is one."""
    folder = Path(os.environ.get("HONGYAN_SECRETS_DIR", "/run/secrets"))
    return folder if folder.is_dir() else None


class Settings(BaseSettings):
    """Everything an installation may set; the defaults run without any."""

    model_config = SettingsConfigDict(
        env_prefix="HONGYAN_", env_file=".env", extra="ignore", secrets_dir=_secrets()
    )

    database: str = "sqlite:///var/hongyan.db"
    key_file: Path = Path("var/hongyan.key")
    key_backup: Path | None = None
    token: SecretStr | None = None
    api: str = TELEGRAM_API
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_listen: str = "127.0.0.1:8643"
    bot_username: str | None = None
    clock_url: str | None = None
    plans_dir: Path | None = None
    plan: str = "linxia"
    zone: str = "Asia/Shanghai"
    language: str | None = None
    emergency_numbers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("110", "120", "119", "12345", "12355")
    )
    sos: Literal["numbers", "chain"] = "numbers"
    part: Literal["all", "worker", "beat"] = "all"
    heartbeat_file: Path = Path("var/heartbeat")
    heartbeat_url: SecretStr | None = None
    """Asked after a successful beat, at most once a minute."""
    status_listen: str | None = None
    """Where `/healthz`, `/readyz` and `/metrics` are shown; a port alone is one of this machine."""

    @property
    def telegrams_own(self) -> bool:
        """Whether the server is Telegram's, which asks more than another."""
        return self.api.rstrip("/") == TELEGRAM_API

    @field_validator("heartbeat_url", "status_listen", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("status_listen")
    @classmethod
    def _this_machine(cls, value: str | None) -> str | None:
        return f"127.0.0.1:{value}" if value and value.isdecimal() else value

    @field_validator("emergency_numbers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value
