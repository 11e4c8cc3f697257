"""What compose.yaml, its nginx and the alerts say fits the program that they run and watch."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

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
RULES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "examples/alerts.yml").read_text(encoding="utf-8")
)["groups"][0]["rules"]
TRIALS: dict[str, Any] = yaml.safe_load(
    (ROOT / "examples/alerts_test.yml").read_text(encoding="utf-8")
)
BOTS = {name: one for name, one in COMPOSE["services"].items() if one["image"] == "hongyan"}
PATH = "/telegram/updates"
_METRIC = re.compile(r"hongyan_\w+")
_SERIES = re.compile(r"(hongyan_\w+)(?:\{(.*?)\})?")
_LABEL = re.compile(r'(\w+)[=!]~?"([^"]*)"')


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


def test_nginx_finds_a_worker_that_was_made_anew_and_passes_one_that_is_gone() -> None:
    """Names are asked for again where a line says `resolve`, from nginx 1.27.3 on."""
    image = COMPOSE["services"]["nginx"]["image"]
    release = tuple(int(part) for part in image.removeprefix("nginx:").split("."))
    servers = re.findall(r"server worker\d:.*", NGINX)
    seconds = dict(re.findall(r"(proxy_\w+) (\d+)s;", NGINX))
    gone, waited, given_up = (
        int(seconds[f"proxy_{what}"])
        for what in ("connect_timeout", "next_upstream_timeout", "read_timeout")
    )

    assert release >= (1, 28)
    assert all(" resolve " in server for server in servers)
    assert "proxy_next_upstream error timeout http_503 non_idempotent;" in NGINX
    assert gone * (len(servers) - 1) < waited < given_up


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


def asked_for(series: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every number that an expression names, with its labels, one of each "one|other" at a time."""
    for name, selector in _SERIES.findall(series):
        labels = [(label, values.split("|")) for label, values in _LABEL.findall(selector)]
        for chosen in product(*(values for _, values in labels)):
            yield name, dict(zip((label for label, _ in labels), chosen, strict=True))


async def samples(store: Store) -> list[Sample]:
    """What a process shows that has done nothing yet."""
    text = (await Metrics(store, lambda: DUE_EVENING, lambda: True, lambda: None).text()).decode()
    return [each for family in text_string_to_metric_families(text) for each in family.samples]


async def test_every_alert_asks_for_numbers_that_there_are_from_the_start(store: Store) -> None:
    known = await samples(store)
    wanted = [each for rule in RULES for each in asked_for(rule["expr"])]

    assert len(wanted) > len(RULES)
    for name, labels in wanted:
        found = [s for s in known if s.name == name and labels.items() <= s.labels.items()]
        assert found, (name, labels)


async def test_every_alert_is_tried_with_numbers_at_which_it_rings_and_others(store: Store) -> None:
    tried = [each for test in TRIALS["tests"] for each in test["alert_rule_test"]]
    rings = {each["alertname"] for each in tried if "exp_alerts" in each}
    rests = {each["alertname"] for each in tried if "exp_alerts" not in each}
    known = {(each.name, *sorted(each.labels)) for each in await samples(store)}
    series = [each["series"] for test in TRIALS["tests"] for each in test["input_series"]]

    assert rings == rests == {rule["alert"] for rule in RULES}
    for name, labels in (each for one in series for each in asked_for(one)):
        assert (name, *sorted(labels.keys() - {"instance"})) in known


def test_what_is_not_counted_as_an_attempt_of_no_use_is_an_answer_about_the_reader() -> None:
    (rule,) = (r for r in RULES if r["alert"] == "HongyanNothingArrives")
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
    for rule in RULES:
        assert f"`{rule['alert']}`" in OPERATIONS


def test_our_numbers_are_counted_in_a_register_of_our_own() -> None:
    assert {each.name for each in REGISTRY.collect()} <= {
        name.removesuffix("_total") for name in _METRIC.findall(OPERATIONS)
    }
