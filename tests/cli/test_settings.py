"""What may stand in the environment and in `.env`, and what comes of it."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from cli.settings import Settings
from storage.seal import StoreError
from storage.store import async_url


@pytest.mark.parametrize("name", sorted(Settings.model_fields.keys() - {"plan"}))
def test_an_empty_setting_is_as_if_it_were_not_set(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"HONGYAN_{name.upper()}", "")

    assert getattr(Settings(), name) == Settings.model_fields[name].get_default()


def test_an_empty_plan_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HONGYAN_PLAN", "")

    assert Settings().plan == ""


@pytest.mark.parametrize("numbers", ["110,120", "110, 120", "110，120", "110、120", "110 120"])
def test_numbers_are_parted_as_people_part_them(
    numbers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HONGYAN_EMERGENCY_NUMBERS", numbers)

    assert Settings().emergency_numbers == ("110", "120")


def test_no_part_of_a_password_is_taken_for_a_host_and_shown() -> None:
    with pytest.raises(StoreError) as refused:
        async_url("postgresql://hongyan:half@other-half@db/hongyan")

    assert refused.value.code == "store.bad_url"
    assert async_url("postgresql://hongyan:half%40other-half@db/hongyan").host == "db"


@pytest.mark.parametrize("name", ["API", "CLOCK_URL", "HEARTBEAT_URL"])
@pytest.mark.parametrize(
    "address",
    ["nonsense", "api.telegram.org", "https://", "ftp://there", "http://a b", "http://a:x"],
)
def test_an_address_is_one_of_the_web_or_is_refused_by_name(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"HONGYAN_{name}", address)

    with pytest.raises(ValidationError) as refused:
        Settings()

    (error,) = refused.value.errors()
    assert error["loc"] == (name.lower(),)
