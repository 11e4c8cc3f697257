"""A birthday in words, by the sun or by the moon, and the pages on which one is entered."""

from datetime import date

from bot.callbacks.facts import Birth
from care.almanac import Birthday
from locales.catalog import Texts
from services.calendar.birthdays import Whose

_LEAP_YEAR = 2024


def birthday_words(born: Birthday, t: Texts) -> str:
    """As its reader's calendar writes it; what is shown so may be typed so."""
    if not born.lunar:
        return t.day(date(_LEAP_YEAR, born.month, born.day))
    month = t("lunar.months").split()[born.month - 1]
    day = t("lunar.days").split()[born.day - 1]
    return t("birthday.by_leap" if born.leap else "birthday.by_moon", month=month, day=day)


def birthday_page(whose: Whose, press: Birth, t: Texts) -> str:
    """What is asked next, below what is known."""
    key = "birthday.day" if press.month else "birthday.month" if press.by else "birthday.which"
    asked = t(key, name=whose.name)
    if whose.born is None or press.by:
        return asked
    return f"{t('birthday.known', name=whose.name, born=birthday_words(whose.born, t))}\n\n{asked}"
