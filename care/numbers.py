"""The numbers that a school, township or county makes public: its family line, its office, the
children's rights hotline (SYSTEMS.md rows 29 and 82, C19).
"""

import re
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberFormat, shortnumberinfo

REGION = "CN"
LONGEST_WORDS = 60
"""Characters of a label, and of what is said about hours."""

_HEAD = re.compile(r"[+\d][\d\s()\-]*")


class NumberKind(StrEnum):
    """Whose number it is; `other` has a label of its own. In the order in which they are shown."""

    family_line = "family_line"
    office = "office"
    rights = "rights"
    township = "township"
    other = "other"


def read_number(text: str) -> str | None:
    """A number as it is stored: E.164, or a short code such as 12355 or 110 as it is dialled; None
    where it is neither. Without a country's code it is Chinese.
    """
    try:
        parsed = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(parsed):
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if shortnumberinfo.is_valid_short_number_for_region(parsed, REGION):
        return str(parsed.national_number)
    return None


def shown_number(number: str) -> str:
    """A stored number as people of its country write it."""
    if not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    style = PhoneNumberFormat.NATIONAL
    if phonenumbers.region_code_for_number(parsed) != REGION:
        style = PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def read_line(text: str) -> tuple[str, str] | None:
    """A typed line, `0930 622 0000 weekdays 8:00-18:00`, as a number and the words behind it, which
    may be none; None where it begins with no number.
    """
    words = text.split()
    for count in range(len(words), 0, -1):
        head, rest = " ".join(words[:count]), " ".join(words[count:])
        number = read_number(head) if _HEAD.fullmatch(head) else None
        if number is not None and len(rest) <= LONGEST_WORDS:
            return number, rest
    return None
