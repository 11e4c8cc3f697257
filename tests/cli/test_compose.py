"""What compose.yaml, its nginx and the alerts say fits the program that they run and watch."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.measures import REGISTRY
from care.delivery import OUT_OF_REACH, REQUEST_TIMEOUT, Outcome
from cli.hook import address_of
from cli.metrics import Metrics
from cli.settings import Settings
from storage.store import Store
from tests.world import DUE_EVENING

ROOT = Path(__file__).parents[2]
NGINX = (ROOT / "examples/nginx.conf").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
ALERTS: dict[str, Any] = yaml.safe_load((ROOT / "examples/alerts.yml").read_text(encoding="utf-8"))
BOTS = {name: one for name, one in COMPOSE["services"].items() if one["image"] == "hongyan"}
PATH = "/telegram/updates"
_METRIC = re.compile(r"hongyan_\w+")


def part(name: str) -> str:
    found: str = BOTS[name]["environment"]["HONGYAN_PART"]
    return found


def test_three_workers_take_updates_and_of_two_others_one_beats() -> None:
    assert sorted(map(part, BOTS)) == ["beat", "beat", "worker", "worker", "worker"]


@pytest.mark.parametrize("name", BOTS)
def test_every_setting_of_a_container_and_every_secret_is_one_of_the_program(name: str) -> None:
    container = BOTS[name]
    said = {key.removeprefix("HONGYAN_").lower() for key in container["environment"]}
    said |= {secret.removeprefix("hongyan_") for secret in container["secrets"]}

    assert said <= Settings.model_fields.keys()
    assert {"database", "token", "webhook_secret"} <= said
    assert set(container["secrets"]) <= COMPOSE["secrets"].keys()


@pytest.mark.parametrize("name", BOTS)
def test_every_container_has_the_time_that_a_clean_stop_takes(name: str) -> None:
    grace = timedelta(seconds=int(BOTS[name]["stop_grace_period"].removesuffix("s")))

    assert grace > REQUEST_TIMEOUT


def test_nginx_gives_updates_to_the_workers_and_to_nobody_else() -> None:
    upstream = set(re.findall(r"server (\w+):(\d+)", NGINX))
    environment = BOTS["worker1"]["environment"]
    _, port = environment["HONGYAN_WEBHOOK_LISTEN"].rsplit(":", 1)
    workers = {name for name in BOTS if part(name) == "worker"}

    assert upstream == {(name, port) for name in workers}
    assert set(COMPOSE["services"]["nginx"]["depends_on"]) == workers
    mounted = COMPOSE["services"]["nginx"]["volumes"][0].split(":")[0]
    assert (ROOT / mounted).read_text(encoding="utf-8") == NGINX


def test_the_path_that_nginx_lets_through_is_the_one_that_is_asked_for_in_env() -> None:
    assert f"location = {PATH} {{" in NGINX
    assert PATH in BOTS["worker1"]["environment"]["HONGYAN_WEBHOOK_URL"]
    settings = Settings.model_validate(
        {"webhook_url": f"https://example.org{PATH}", "webhook_secret": "of-a-sample"}
    )
    address = address_of(settings)
    assert address is not None
    assert address.path == PATH


async def shown(store: Store) -> set[str]:
    """The names of all numbers that a process shows, as Prometheus stores them."""
    text = (await Metrics(store, lambda: DUE_EVENING, lambda: True, lambda: None).text()).decode()
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    return {name for name in names if not name.endswith("_created")}


async def test_every_alert_asks_for_a_number_that_there_is(store: Store) -> None:
    rules = ALERTS["groups"][0]["rules"]
    asked = {name for rule in rules for name in _METRIC.findall(rule["expr"])}
    known = await shown(store) | {"hongyan_update_seconds_bucket"}

    assert rules
    assert asked <= known


def test_what_is_not_counted_as_an_attempt_of_no_use_is_an_answer_about_the_reader() -> None:
    (rule,) = (r for r in ALERTS["groups"][0]["rules"] if r["alert"] == "HongyanNothingArrives")
    (left_out,) = re.findall(r'outcome!~"([^"]+)"', rule["expr"])

    assert set(left_out.split("|")) == {Outcome.accepted, Outcome.moved, *OUT_OF_REACH}


@pytest.mark.parametrize("outcome", Outcome)
def test_what_became_of_attempts_is_counted_from_nought_on(outcome: Outcome) -> None:
    """Of a number that begins with one, Prometheus does not see that it has grown."""
    labels = {"outcome": outcome.value}

    assert REGISTRY.get_sample_value("hongyan_sends_total", labels) is not None


async def test_every_number_and_every_alert_is_explained(store: Store) -> None:
    for name in await shown(store):
        assert f"`{name}`" in OPERATIONS
    for rule in ALERTS["groups"][0]["rules"]:
        assert f"`{rule['alert']}`" in OPERATIONS


def test_our_numbers_are_counted_in_a_register_of_our_own() -> None:
    assert {each.name for each in REGISTRY.collect()} <= {
        name.removesuffix("_total") for name in _METRIC.findall(OPERATIONS)
    }
