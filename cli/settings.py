"""Settings from the environment and `.env`, all beginning with HONGYAN_."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TELEGRAM_API = "https://api.telegram.org"


class Settings(BaseSettings):
    """Everything an installation may set; the defaults run without any."""

    model_config = SettingsConfigDict(env_prefix="HONGYAN_", env_file=".env", extra="ignore")

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
    heartbeat_file: Path = Path("var/heartbeat")

    @property
    def telegrams_own(self) -> bool:
        """Whether the server is Telegram's, which asks more than another."""
        return self.api.rstrip("/") == TELEGRAM_API

    @field_validator("emergency_numbers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value
