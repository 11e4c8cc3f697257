"""The table of who may do what, `table.txt`, in its parts."""

from pathlib import Path

TABLE = Path(__file__).with_name("table.txt").read_text(encoding="utf-8")


def _parts(table: str) -> dict[str, str]:
    """The table in pieces, by the lines that begin with `=`."""
    found: dict[str, str] = {}
    for piece in f"\n{table}".split("\n= ")[1:]:
        title, _, rows = piece.partition("\n")
        found[title] = rows
    return found


PARTS = _parts(TABLE)
REPRESENTATIVE = frozenset(
    {
        "d:done:{call}:0:",
        "g:child:{child}",
        "so:take:{alarm}:",
        "w:phone:{class}:{quiet call}:0",
        "k:{task approval}:yes:own",
        "s:accept:{mark} + sheet",
        "hc:accept:{call asked}::0",
        "nc:sign:{to sign}::",
        "p:status:{child}:{M}:at_home",
        "m:yes:{child}:c:{class2}::20250318",
        "my:yes:{school}:20250401:0:6",
        "fr:open:{talk record}:",
        "f:save:{tag}:0: + talk",
        "words AwaitedHere + note",
    }
)
"""Rows that are run on either database."""
