"""Short ways to do on the page what somebody in front of it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

STILL = 4_000
"""A clock that has not moved for so long (milliseconds) stays where it is."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone on the page."""

    root: Locator

    @property
    def messages(self) -> Locator:
        """What the bot has written here."""
        return self.root.locator("[data-testid=message][data-from=bot]")

    def says(self, words: str) -> Locator:
        """The messages in which these words stand."""
        return self.messages.filter(has_text=words)

    def press(self, *labels: str, below: str | None = None) -> None:
        """Press the newest inline button whose label begins so, then that of the next label; with
        `below` only one under a message in which these words stand.
        """
        for label in labels:
            self._inline(label, below).last.click()

    def key(self, label: str) -> None:
        """Press a key of the keyboard that stays."""
        self.root.get_by_test_id("key").filter(has_text=label).click()

    def joins(self, language: str, consent: str) -> None:
        """Open the paper from school and answer what is asked."""
        self.root.get_by_test_id("open-letter").click()
        self.press(language, consent)
        self.root.get_by_test_id("share-contact").click()

    def speaks(self) -> None:
        """Record a voice message of a second, so that it can be heard, and send it."""
        self.root.get_by_test_id("record").click()
        expect(self.root.get_by_role("timer")).to_contain_text(re.compile("[1-9]"))
        self.root.get_by_test_id("record-send").click()

    def offers(self, label: str) -> None:
        expect(self._inline(label).last).to_be_visible()

    def _inline(self, label: str, below: str | None = None) -> Locator:
        where = self.root if below is None else self.says(below).last
        buttons = where.locator("[data-testid=inline-button]")
        return buttons.filter(has_text=re.compile(f"^{re.escape(label)}"))

    def newest(self, label: str) -> Locator:
        """The newest inline button whose label begins so."""
        return self._inline(label).last

    def is_told(self, words: str) -> None:
        """A toast or an alert that answers the last press."""
        shown = self.root.locator("[data-testid=toast], [data-testid=alert]")
        expect(shown.filter(has_text=words).first).to_be_visible()

    def types(self, text: str) -> None:
        self.root.locator("[data-testid=composer-text]").fill(text)
        self.root.locator("[data-testid=send]").click()


@dataclass(frozen=True, slots=True)
class Demo:
    """The page with everybody's phones."""

    page: Page

    def phone(self, label: str) -> Phone:
        root = self.page.locator(f'[data-testid=phone][data-label="{label}"]')
        expect(root).to_have_count(1)
        return Phone(root)

    def everybody_joins(self) -> None:
        self.page.get_by_test_id("join-all").click()
        expect(self.page.locator("body[data-joining=true]")).to_have_count(1)
        expect(self.page.locator("body[data-joining=false]")).to_have_count(1, timeout=60_000)

    def passes(self, *spans: str) -> None:
        """Let an hour, a day or a week pass, one after the other."""
        for span in spans:
            before = self.now
            self.page.get_by_test_id(f"forward-{span}").click()
            if span == "next" and not self._goes_on(before):
                self.page.get_by_test_id(f"forward-{span}").click()
            expect(self._clock).not_to_have_attribute("data-now", before)
            expect(self.page.get_by_test_id("forward-stop")).to_be_hidden(timeout=60_000)

    def _goes_on(self, before: str) -> bool:
        """Whether time goes on: a message that was still on its way now is the next one, and the
        clock stays for it.
        """
        try:
            expect(self._clock).not_to_have_attribute("data-now", before, timeout=STILL)
        except AssertionError:
            return False
        return True

    @property
    def now(self) -> str:
        """The time on the page's clock (UTC)."""
        return self._clock.get_attribute("data-now") or ""

    @property
    def _clock(self) -> Locator:
        return self.page.get_by_test_id("clock")


Opens = Callable[..., Demo]
"""Opens the page at an address; `narrow` as a phone, `language` as the browser's."""
