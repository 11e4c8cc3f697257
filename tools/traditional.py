"""Writes the Traditional Chinese texts from the Simplified ones, with OpenCC.

    python tools/traditional.py            # write
    python tools/traditional.py --check    # only say whether they are as they should be

The catalogue `locales/zh_Hant` and the `zh-Hant` tables of plans and forms are made, not
written: what is mended in Simplified Chinese is mended in both. Words that OpenCC gets wrong stand
in `WORDS`.
"""

import re
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "locales/zh_Hans/LC_MESSAGES/hongyan.po"
TARGET = ROOT / "locales/zh_Hant/LC_MESSAGES/hongyan.po"
TABLES = ("plans/*.toml", "plans/forms/*.toml")
WORDS = {"中文（简体）": "中文（简体）"}
_CONVERTER = OpenCC("s2twp")
_PLACEHOLDER = re.compile(r"(\{\w*\})")
_LINE = re.compile(r'^(?P<key>[\w.-]*)zh-Hans = (?P<text>"(?:[^"\\]|\\.)*")$')
_INLINE = re.compile(r'(?P<key>[\w.-]*)zh-Hans = (?P<text>"(?:[^"\\]|\\.)*"),')


def traditional(text: str) -> str:
    """A text in Traditional characters; what stands in braces stays."""
    if text in WORDS:
        return WORDS[text]
    parts = _PLACEHOLDER.split(text)
    return "".join(p if _PLACEHOLDER.fullmatch(p) else _CONVERTER.convert(p) for p in parts)


def catalogue() -> bytes:
    """The whole catalogue."""
    with SOURCE.open("rb") as file:
        source = read_po(file, locale="zh_Hans")
    made = Catalog(
        locale="zh_Hant",
        header_comment="# Made from zh_Hans by tools/traditional.py; change that one.",
        project=source.project,
        version=source.version,
        creation_date=source.creation_date,
        revision_date=source.revision_date,
        last_translator=source.last_translator,
        fuzzy=False,
    )
    for message in source:
        if message.id:
            made.add(message.id, _converted(message.string or ""))
    written = BytesIO()
    write_po(written, made, sort_output=True, width=100)
    return written.getvalue()


def _converted(text: str | Iterable[str]) -> str | tuple[str, ...]:
    """A text, or its plural forms."""
    if isinstance(text, str):
        return traditional(text)
    return tuple(traditional(each) for each in text)


def with_tables(text: str) -> str:
    """A plan or form with a `zh-Hant` text behind every `zh-Hans` one."""
    kept = [line for line in text.split("\n") if not re.match(r"[\w.-]*zh-Hant = ", line)]
    lines: list[str] = []
    for old in kept:
        line = re.sub(r' [\w.-]*zh-Hant = "(?:[^"\\]|\\.)*",', "", old)
        line = _INLINE.sub(lambda m: f"{m[0]} {m['key']}zh-Hant = {traditional(m['text'])},", line)
        lines.append(line)
        if (found := _LINE.match(line)) is not None:
            lines.append(f"{found['key']}zh-Hant = {traditional(found['text'])}")
    return "\n".join(lines)


def files() -> dict[Path, bytes]:
    """Every file as it should be."""
    made = {TARGET: catalogue()}
    for pattern in TABLES:
        for path in sorted(ROOT.glob(pattern)):
            made[path] = with_tables(path.read_text(encoding="utf-8")).encode()
    return made


def main(arguments: list[str]) -> None:
    """Write what has changed, or say what would."""
    stale = [p for p, text in files().items() if not p.exists() or p.read_bytes() != text]
    if "--check" in arguments:
        if stale:
            names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
            sys.exit(f"Not made from the Simplified texts: {names}. Say: make traditional")
        return
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files()[path])
        print(f"{path.relative_to(ROOT)} written")


if __name__ == "__main__":
    main(sys.argv[1:])
