"""A webhook by the settings: what cannot work is refused before anything starts."""

import pytest
from pydantic import SecretStr

from bot.address import Address
from cli.hook import HookError, address_of, fitted
from cli.settings import Settings
from tests.bot.tiny import TOKEN
from tests.cli.office import Office

URL = "https://bot.example.org/telegram"
SECRET = "a-shared_secret"


def settings(url: str | None = URL, secret: str | None = SECRET, **others: str) -> Settings:
    hidden = None if secret is None else SecretStr(secret)
    return Settings.model_validate({"webhook_url": url, "webhook_secret": hidden} | others)


def trouble(made: Settings) -> str:
    with pytest.raises(HookError) as refused:
        address_of(made)
    return refused.value.code


@pytest.mark.parametrize("url", [None, ""])
def test_without_an_address_the_bot_polls(url: str | None) -> None:
    assert address_of(settings(url, None)) is None


def test_with_an_address_and_a_secret_it_listens_for_a_proxy_on_the_same_machine() -> None:
    assert address_of(settings()) == Address(URL, "/telegram", SECRET, "127.0.0.1", 8643)


@pytest.mark.parametrize(
    ("listen", "host", "port"), [("192.0.2.1:80", "192.0.2.1", 80), ("[::]:8643", "::", 8643)]
)
def test_it_may_listen_elsewhere(listen: str, host: str, port: int) -> None:
    address = address_of(settings(webhook_listen=listen))

    assert address is not None
    assert (address.host, address.port) == (host, port)


@pytest.mark.parametrize("secret", [None, ""])
def test_an_address_without_a_secret_is_refused(secret: str | None) -> None:
    assert trouble(settings(secret=secret)) == "hook.no_secret"


@pytest.mark.parametrize("secret", ["two words", "鸿雁", "a" * 257, "a/b", "a\n"])
def test_a_secret_that_telegram_would_refuse_is_refused(secret: str) -> None:
    assert trouble(settings(secret=secret)) == "hook.bad_secret"


@pytest.mark.parametrize(
    "url",
    [
        *("bot.example.org", "https://", "ftp://bot.example.org/x", "https://h:99999/x"),
        *("https://bot.example.org/x?a=b", "https://bot.example.org/{x}", "https://u@h/x"),
        "https://bot.example.org/healthz",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    assert trouble(settings(url)) == "hook.bad_url"


def test_telegram_itself_delivers_by_https_to_four_ports_only() -> None:
    assert trouble(settings("http://bot.example.org/x")) == "hook.no_https"
    assert trouble(settings("https://bot.example.org:8080/x")) == "hook.bad_port"


def test_another_server_may_deliver_as_it_likes() -> None:
    made = settings("http://127.0.0.1:8080/x", api="http://127.0.0.1:8081")

    assert address_of(made) is not None


@pytest.mark.parametrize("listen", ["8643", "localhost", ":8643", "h:no", "127.0.0.1:0"])
def test_what_is_no_place_to_listen_is_refused(listen: str) -> None:
    assert trouble(settings(webhook_listen=listen)) == "hook.bad_listen"


def test_the_secret_is_never_shown() -> None:
    assert SECRET not in repr(address_of(settings())) + repr(settings())


def test_run_without_the_secret_ends_in_one_sentence_with_the_way_out(office: Office) -> None:
    office.sets(token=TOKEN, webhook_url=URL)

    said = office.types("run")

    assert said.code == 2
    assert "HONGYAN_WEBHOOK_SECRET" in said.complaint
    assert "secrets.token_urlsafe" in said.complaint


@pytest.mark.parametrize("setting", ["status_listen", "webhook_listen"])
def test_a_place_that_is_none_is_named_by_its_setting(setting: str) -> None:
    with pytest.raises(HookError) as refused:
        fitted(settings(**{setting: "nowhere"}))

    assert refused.value.params == {"place": "nowhere", "setting": f"HONGYAN_{setting.upper()}"}
