"""parse_mode Markdown, the old one: no nesting, few complaints."""

import re

from sandbox.links import link_span
from sandbox.spans import Span, byte_offset, cannot_parse

ESCAPABLE = "_*`["
KINDS = {"_": "italic", "*": "bold", "`": "code"}
LANGUAGE = re.compile(r"([^\s`]+)(?=\s)")
LINE_END = re.compile(r"\r\n|\n\r|\n|\r")


def parse(text: str) -> tuple[str, list[Span]]:
    """The bare text and its spans; 400 in Telegram's words for a format without end."""
    reader = _Reader(text)
    while reader.at < len(text):
        reader.step()
    return reader.result, reader.spans


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.result = ""
        self.spans: list[Span] = []

    def step(self) -> None:
        sign = self.source[self.at]
        following = self.source[self.at + 1 : self.at + 2]
        if sign == "\\" and following and following in ESCAPABLE:
            self.result += following
            self.at += 2
        elif self.source.startswith("```", self.at):
            self._pre()
        elif sign == "[":
            self._link()
        elif sign in KINDS:
            self._add(KINDS[sign], self._until(sign, self.at, 1))
        else:
            self.result += sign
            self.at += 1

    def _until(self, end: str, begin: int, width: int) -> str:
        """The text up to `end`, which is passed over; `width` is that of the opening sign."""
        found = self.source.find(end, begin + width)
        if found < 0:
            place = byte_offset(self.source, begin)
            raise cannot_parse(f"Can't find end of the entity starting at byte offset {place}")
        self.at = found + len(end)
        return self.source[begin + width : found]

    def _add(self, kind: str, text: str, language: str | None = None) -> None:
        start = len(self.result)
        self.result += text
        if text:
            self.spans.append(Span(kind, start, len(self.result), language=language))

    def _pre(self) -> None:
        body = self._until("```", self.at, 3)
        language = LANGUAGE.match(body)
        if language:
            body = body[language.end() :]
        if line_end := LINE_END.match(body):
            body = body[line_end.end() :]
        self._add("pre", body, language.group(1) if language else None)

    def _link(self) -> None:
        words = self._until("]", self.at, 1)
        address = words
        if self.source.startswith("(", self.at):
            end = self.source.find(")", self.at)
            end = len(self.source) if end < 0 else end
            address = self.source[self.at + 1 : end]
            self.at = end + 1
        start = len(self.result)
        self.result += words
        if words and (span := link_span(start, len(self.result), address)):
            self.spans.append(span)
