"""A phone number as a chat application reports it, made comparable with the sheet's."""

import re

import phonenumbers

_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise(text: str) -> str | None:
    """E.164, or None where the text is no number.

    Telegram reports numbers with their country's code, often without the plus sign. Eleven digits
    that are no valid number of the country they name, but a Chinese mobile number, are Chinese.
    """
    digits = re.sub(r"\D", "", text)
    abroad = _parsed(f"+{digits}")
    if abroad is not None and phonenumbers.is_valid_number(abroad):
        return f"+{digits}"
    if not text.strip().startswith("+") and _CHINESE_MOBILE.fullmatch(digits):
        return f"+86{digits}"
    if abroad is not None and phonenumbers.is_possible_number(abroad):
        return f"+{digits}"
    return None


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
