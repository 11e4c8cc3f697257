"""Phone numbers as people type them, several to a cell, with remarks behind."""

import re

import phonenumbers

from care.rosters.cells import CellError, clean, says_nothing, shown
from care.rosters.grid import Cell

_REMARK = re.compile(r"[(\[【<][^)\]】>]*[)\]】>]")
_SEPARATORS = re.compile(r"[、,;/|\\或\n]+")
_NUMBER = re.compile(r"\+?[\d*.][\d*.eE+ \-—–()]*")
_NONE = re.compile(
    r"(无|没有?|空号?|停机|欠费|关机|暂|未|不|换号|打不通|去世|已故|亡|病故|过世|失联|失踪|联系不上)"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_NO_AREA = re.compile(r"[2-9]\d{6,7}")


def read_phones(cell: Cell) -> tuple[str, ...]:
    """The cell's numbers in E.164 and in their order; none for an empty cell, 无 or 空号.

    Numbers without a country's code are Chinese. Unassigned mobile ranges pass, so that the demo's
    invented people have numbers. Raises `CellError` if anything in the cell looks like a number but
    is none.
    """
    found: list[str] = []
    if isinstance(cell, str):
        cell = cell.replace("\n", "、")
    for piece in _SEPARATORS.split(_without_remarks(clean(cell))):
        found.extend(_piece(piece.strip(" '\"`"), cell))
    return tuple(dict.fromkeys(found))


def _without_remarks(text: str) -> str:
    """Drops brackets with a remark; brackets with digits may be an area code: (0930)6211234."""
    return _REMARK.sub(lambda m: f" {m[0][1:-1]} " if re.search(r"\d{3}", m[0]) else " ", text)


def _piece(text: str, cell: Cell) -> list[str]:
    runs = [run.strip(" -—–.()") for run in _NUMBER.findall(text)]
    runs = [run for run in runs if re.search(r"[\d*]", run)]
    if runs:
        return [number for run in runs for number in _run(run, cell)]
    if not text or says_nothing(text) or _NONE.match(text):
        return []
    raise CellError("phone", value=shown(cell), digits="0")


def _run(run: str, cell: Cell) -> list[str]:
    """One number written with blanks in it, or several numbers with blanks between them."""
    whole = _number(run)
    if whole:
        return [whole]
    parts = [_number(part) for part in run.split()]
    if len(parts) > 1 and all(parts):
        return [part for part in parts if part]
    digits = re.sub(r"\D", "", run)
    if re.fullmatch(rf"(?:{_MOBILE.pattern}){{2,}}", digits):
        return [f"+86{mobile}" for mobile in _MOBILE.findall(digits)]
    code = "phone_area" if _NO_AREA.fullmatch(digits) else "phone"
    raise CellError(code, value=shown(cell), digits=str(len(digits)))


def _number(run: str) -> str | None:
    digits = re.sub(r"[ \-—–().]", "", run)
    digits = re.sub(r"^(\+86|0086|86)(?=1[3-9]\d{9}$)", "", digits)
    if _MOBILE.fullmatch(digits):
        return f"+86{digits}"
    if not re.fullmatch(r"(\+|0)\d{7,14}", digits):
        return None
    return _by_the_book(f"+{digits[2:]}" if digits.startswith("00") else digits)


def _by_the_book(digits: str) -> str | None:
    try:
        number = phonenumbers.parse(digits, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
