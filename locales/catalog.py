"""All user-visible texts by language, read from the .po files at start; nothing compiled is kept.

A text is asked for by its key: `t("join.welcome", child=name)`. Plurals: `t.many("today.more", n)`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

DOMAIN = "hongyan"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
DEFAULT = "zh-Hans"
TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""Parts of a Chinese language tag whose readers are used to Traditional characters."""


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(language, sep="-")
        self._catalog = _catalog(self.locale)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key with its values filled in."""
        return self._catalog.gettext(key).format_map(values)

    def many(self, key: str, count: int, /, **values: object) -> str:
        """The text of a key in the plural form for a count, which fills `{n}`."""
        return self._catalog.ngettext(key, key, count).format_map({"n": count, **values})

    def has(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return self._catalog.gettext(key) != key

    def of(self, table: Mapping[str, str]) -> str:
        """The text of a plan's own table in this language, or in any it has."""
        return table.get(self.language) or table.get(DEFAULT) or next(iter(table.values()))

    def day(self, day: date) -> str:
        """A date without the year, as this language writes it."""
        return format_date(day, self("format.day"), locale=self.locale)

    def day_of_year(self, day: date) -> str:
        """A date with its year, as this language writes it."""
        return format_date(day, self("format.day_of_year"), locale=self.locale)

    def weekday_time(self, moment: datetime, zone: str) -> str:
        """A moment with weekday and time, in the reader's zone."""
        local = moment.astimezone(ZoneInfo(zone))
        return format_datetime(local, self("format.weekday_time"), locale=self.locale)


def _catalog(locale: Locale) -> Translations:
    path = files("locales") / str(locale) / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@lru_cache
def texts(language: str | None) -> Texts:
    """The texts of a language of ours; the default for None or any other."""
    return Texts(language if language in LANGUAGES else DEFAULT)


def choose(language_code: str | None) -> str:
    """Our language for what a client reports (an IETF tag, perhaps odd, empty or missing)."""
    tag = (language_code or "").replace("_", "-").lower()
    if not tag:
        return DEFAULT
    if tag.split("-")[0] == "zh":
        return "zh-Hant" if TRADITIONAL & set(tag.split("-")) else "zh-Hans"
    found = negotiate_locale([tag, tag.split("-")[0]], LANGUAGES, sep="-")
    return found or "en"
