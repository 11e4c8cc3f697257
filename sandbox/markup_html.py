"""parse_mode HTML, with Telegram's complaints."""

import re
from dataclasses import dataclass, replace

from sandbox.links import link_span
from sandbox.spans import Span, byte_offset, cannot_parse

KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
OPENING = re.compile(r"<([^\s<>/]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(r"\s*([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


@dataclass(frozen=True)
class _Open:
    """A tag that waits for its end; `start` counts characters of the result."""

    tag: str
    start: int
    argument: str
    kind: str


def parse(text: str) -> tuple[str, list[Span]]:
    """The bare text and its spans; 400 in Telegram's words for broken markup."""
    reader = _Reader(text)
    reader.read()
    return reader.result, [_without_language(span) for span in reader.spans]


def _without_language(span: Span) -> Span:
    """Only a block has a language; code within a line has none."""
    return replace(span, language=None) if span.kind == "code" else span


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.result = ""
        self.spans: list[Span] = []
        self.open: list[_Open] = []

    def read(self) -> None:
        at = 0
        while at < len(self.source):
            sign = self.source[at]
            if sign == "<":
                at = self._end_tag(at) if self.source[at : at + 2] == "</" else self._tag(at)
            elif sign == "&" and (match := REFERENCE.match(self.source, at)):
                self.result += _character(match)
                at = match.end()
            else:
                self.result += sign
                at += 1
        if self.open:
            raise cannot_parse(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            )

    def _tag(self, at: int) -> int:
        place = byte_offset(self.source, at)
        match = OPENING.match(self.source, at)
        name = re.match(r"<([^\s<>/]*)", self.source[at:])
        tag = name.group(1).lower() if name else ""
        if match is None and ">" not in self.source[at:]:
            raise cannot_parse(f"Unclosed start tag at byte offset {place}")
        if tag not in KINDS or match is None:
            raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {place}')
        attributes = _attributes(match.group(2))
        self.open.append(
            _Open(
                tag,
                len(self.result),
                self._argument(tag, attributes, place),
                _kind(tag, attributes),
            )
        )
        return match.end()

    def _argument(self, tag: str, attributes: dict[str, str], place: int) -> str:
        if tag == "a":
            return attributes.get("href", "")
        if tag == "code" and attributes.get("class", "").startswith("language-"):
            return attributes["class"].removeprefix("language-")
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
        return ""

    def _end_tag(self, at: int) -> int:
        place = byte_offset(self.source, at)
        end = self.source.find(">", at)
        if end < 0:
            raise cannot_parse(f"Unclosed end tag at byte offset {place}")
        found = self.source[at + 2 : end].strip().lower()
        if not self.open:
            raise cannot_parse(f"Unexpected end tag at byte offset {place}")
        opened = self.open.pop()
        if found and found != opened.tag:
            raise cannot_parse(
                f'Unmatched end tag at byte offset {place}, expected "</{opened.tag}>", '
                f'found "</{found}>"'
            )
        self._close(opened)
        return end + 1

    def _close(self, opened: _Open) -> None:
        start, end = opened.start, len(self.result)
        if start == end:
            return
        if opened.tag == "a":
            words = self.result[start:end]
            if span := link_span(start, end, opened.argument or words):
                self.spans.append(span)
        else:
            language = opened.argument if opened.tag == "code" else None
            self._add(Span(opened.kind, start, end, language=language or None))

    def _add(self, span: Span) -> None:
        """Add a span; code in a language inside a block of the same extent makes them one."""
        last = self.spans[-1] if self.spans else None
        same = last is not None and (last.start, last.end) == (span.start, span.end)
        language = span.language or (last.language if last else None)
        if last and same and language and {last.kind, span.kind} == {"code", "pre"}:
            self.spans[-1] = replace(last, kind="pre", language=language)
        else:
            self.spans.append(span)


def _kind(tag: str, attributes: dict[str, str]) -> str:
    if tag == "blockquote" and "expandable" in attributes:
        return "expandable_blockquote"
    return KINDS[tag]


def _attributes(text: str) -> dict[str, str]:
    return {
        match.group(1).lower(): _unescaped(match.group(2) or match.group(3) or match.group(4) or "")
        for match in ATTRIBUTE.finditer(text)
    }


def _unescaped(text: str) -> str:
    return REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()
