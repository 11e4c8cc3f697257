"""The demo as somebody starts it, and a Chromium on its page."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect, sync_playwright

from tests.browser.page import Demo
from tools.browser import ADVICE, find

MONDAY_EVENING = "2026-09-21T20:00:00+08:00"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
WAIT = 20_000
"""Milliseconds; two busy cores may be slow."""


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium with a profile of its own, gone afterwards."""
    executable = find()
    if executable is None:
        pytest.skip(ADVICE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        expect.set_options(timeout=WAIT)
        yield launched
        launched.close()


@pytest.fixture
def demo(
    demo_url: str, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Demo]:
    """The page, which must not complain; a picture of it is kept where the test fails."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(WAIT)
    page = context.new_page()
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(demo_url)
    failed = request.session.testsfailed
    yield Demo(page)
    if request.session.testsfailed > failed:
        page.screenshot(path=tmp_path / "page.png")
        print(f"A picture of the page: {tmp_path / 'page.png'}")  # noqa: T201 - for whoever looks
    context.close()
    assert complaints == []
