"""Names of places and their time zones, in any of our languages, from the locale data."""

import unicodedata
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from locales.catalog import LANGUAGES

CHINA = "Asia/Shanghai"
_BEIJING = ("北京", "beijing")
"""No zone is named after it, and everybody in China says so."""


@lru_cache
def _zones() -> frozenset[str]:
    """Looked for in the file system, and so only once."""
    return frozenset(available_timezones())


def is_zone(zone: str) -> bool:
    """Whether there is a zone of that name (IANA) here."""
    return zone in _zones()


def place_of(zone: str, locale: Locale) -> str:
    """What a zone is called: its city, in the reader's language where that is known."""
    names = locale.time_zones.get(zone)
    city = names.get("city") if names is not None else None
    return str(city) if city else zone.rpartition("/")[2].replace("_", " ")


def zones_named(text: str) -> list[str]:
    """The zones that somebody may mean who typed a city, a country or a zone's own name."""
    wanted = _plain(text)
    if not wanted:
        return []
    known = _cities().get(wanted)
    return [known] if known else list(_countries().get(wanted, ()))


@lru_cache
def _cities() -> dict[str, str]:
    """Every city and zone name, in all our languages."""
    found: dict[str, str] = dict.fromkeys(_BEIJING, CHINA)
    for zone in sorted(_zones()):
        if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/")):
            found[_plain(zone)] = zone
            found.setdefault(_plain(zone.rpartition("/")[2].replace("_", " ")), zone)
    for language in LANGUAGES:
        locale = Locale.parse(language, sep="-")
        for zone in map(str, locale.time_zones):
            if is_zone(zone):
                found.setdefault(_plain(place_of(zone, locale)), zone)
    return found


@lru_cache
def _countries() -> dict[str, tuple[str, ...]]:
    """The zones of every country, by its names in all our languages; in China the one clock that
    everybody means.
    """
    zones = get_global("territory_zones")
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        names = Locale.parse(language, sep="-").territories
        for code, name in names.items():
            here = tuple(zone for zone in zones.get(code, ()) if is_zone(zone))
            if here:
                found[_plain(str(name))] = (CHINA,) if code == "CN" else here
    return found


def _plain(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).casefold().strip()
    return words.removesuffix("时间").removesuffix("市").replace("_", " ").strip(" .。！!")
