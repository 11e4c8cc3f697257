"""A Chromium for all stories of the page; beneath it the demo as somebody starts it, or a town."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.beneath import Below, TownBelow, a_thread_below, a_town_below
from tests.browser.page import Demo, Opens
from tests.stores import Databases
from tests.story.town import Seed, a_seed
from tools.browser import ADVICE, find

MONDAY_EVENING = "2026-09-21T20:00:00+08:00"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    # a microphone that hums, and that nobody has to be asked for
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
)
WAIT = 20_000
"""Milliseconds; two busy cores may be slow."""
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def demo_url(tmp_path: Path) -> Iterator[str]:
    """`hongyan demo` in a process of its own, beginning on a Monday evening."""
    words = ("demo", "--port", "0", "--no-browser", "--now", MONDAY_EVENING)
    process = subprocess.Popen(
        [sys.executable, "-c", "from cli.main import main; main()", *words],
        env=os.environ | {"HONGYAN_LANGUAGE": "zh-Hans", "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = re.search(r"http://\S+?(?=[\s（(]|$)", process.stdout.readline())
        assert said is not None
        yield said[0]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium with a profile of its own, started once and gone after the last story."""
    executable = find()
    if executable is None:
        pytest.skip(ADVICE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        expect.set_options(timeout=WAIT)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def below() -> Iterator[Below]:
    with a_thread_below() as runs:
        yield runs


@pytest.fixture(scope="package")
def seed(
    below: Below, sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Seed:
    return below(a_seed(sqlite_databases.copy(), tmp_path_factory.mktemp("seed")))


@pytest.fixture
def town(
    below: Below, seed: Seed, sqlite_databases: Databases, at_once: None, tmp_path: Path
) -> Iterator[TownBelow]:
    with a_town_below(below, seed, sqlite_databases, tmp_path) as made:
        yield made


@pytest.fixture
def opens(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opens]:
    """Opens the page, which must not complain; a picture of it is kept where the test fails."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def opened(url: str, *, narrow: bool = False, language: str = "zh-CN") -> Demo:
        context = browser.new_context(
            locale=language, viewport=NARROW if narrow else WIDE, reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(WAIT)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return Demo(page)

    failed = request.session.testsfailed
    yield opened
    for number, context in enumerate(contexts):
        if request.session.testsfailed > failed:
            picture = tmp_path / f"page-{number}.png"
            context.pages[0].screenshot(path=picture)
            print(f"A picture of the page: {picture}")  # noqa: T201 - for whoever looks
        context.close()
    assert complaints == []


@pytest.fixture
def demo(demo_url: str, opens: Opens) -> Demo:
    return opens(demo_url)
