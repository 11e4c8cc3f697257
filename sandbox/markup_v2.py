"""parse_mode MarkdownV2, with Telegram's complaints."""

from dataclasses import dataclass

from sandbox.errors import not_played
from sandbox.links import link_span
from sandbox.spans import Span, byte_offset, cannot_parse

KINDS = {
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "__": ("underline", "Underline"),
    "~": ("strikethrough", "Strikethrough"),
    "||": ("spoiler", "Spoiler"),
    "`": ("code", "Code"),
    "```": ("pre", "Pre"),
    "[": ("text_link", "TextUrl"),
    ">": ("blockquote", "BlockQuote"),
}
"""By the sign that opens: Telegram's name of the format, and its name in complaints."""
SIGNS = ("```", "`", "__", "_", "||", "*", "~", "[")
CLOSING = {sign: sign for sign in SIGNS} | {"[": "]"}
RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
CODE = ("`", "```")


def reserved(sign: str) -> Exception:
    """The complaint about a sign that should have been escaped."""
    return cannot_parse(
        f"Character '{sign}' is reserved and must be escaped with the preceding '\\'"
    )


@dataclass
class _Open:
    """A format that waits for its end; `start` counts characters of the result."""

    sign: str
    start: int
    at: int
    language: str = ""
    expandable: bool = False

    @property
    def complaint(self) -> str:
        return "PreCode" if self.language else KINDS[self.sign][1]


def parse(text: str) -> tuple[str, list[Span]]:
    """The bare text and its spans; 400 in Telegram's words for broken markup."""
    reader = _Reader(text)
    while reader.at < len(text):
        reader.step()
    reader.finish()
    return reader.result, reader.spans


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.result = ""
        self.spans: list[Span] = []
        self.open: list[_Open] = []

    @property
    def inner(self) -> str:
        return self.open[-1].sign if self.open else ""

    def step(self) -> None:
        sign = self.source[self.at]
        if self._escaped():
            self._keep(self.source[self.at + 1], 2)
        elif sign not in RESERVED or (self.inner in CODE and sign != "`"):
            self._keep(sign, 1)
        elif sign == "\n":
            self._line_end()
        elif self._ends_expandable():
            self.open[-1].expandable = True
            self.at += 2
        elif self.inner and self._sign_here() == CLOSING.get(self.inner):
            self._close()
        else:
            self._begin()

    def finish(self) -> None:
        if self.inner == ">":
            self._end_quote()
        if self.open:
            raise self._unfinished()

    def _escaped(self) -> bool:
        following = self.source[self.at + 1 : self.at + 2]
        return self.source[self.at] == "\\" and bool(following) and ord(following) <= 126

    def _keep(self, text: str, width: int) -> None:
        self.result += text
        self.at += width

    def _sign_here(self) -> str:
        """The longest sign that stands here."""
        if self.inner == "[" and self.source[self.at] == "]":
            return "]"
        return next((sign for sign in SIGNS if self.source.startswith(sign, self.at)), "")

    def _line_end(self) -> None:
        quoted = any(opened.sign == ">" for opened in self.open)
        goes_on = self.source.startswith(">", self.at + 1)
        if quoted and not goes_on:
            if self.inner != ">":
                raise self._unfinished()
            self._end_quote(including="\n")
            return
        self._keep("\n", 1)
        if goes_on:
            if not quoted:
                self.open.append(_Open(">", len(self.result), self.at))
            self.at += 1

    def _ends_expandable(self) -> bool:
        if self.inner != ">" or not self.source.startswith("||", self.at):
            return False
        rest = self.source[self.at + 2 : self.at + 4]
        return rest == "" or (rest[0] == "\n" and rest[1:] != ">")

    def _end_quote(self, including: str = "") -> None:
        """Close the quotation; the line end after it is part of it."""
        quote = self.open.pop()
        self._keep(including, len(including))
        kind = "expandable_blockquote" if quote.expandable else "blockquote"
        self._add(Span(kind, quote.start, len(self.result)))

    def _begin(self) -> None:
        sign = self._sign_here()
        if self.source[self.at] == ">" and self._at_line_start():
            sign = ">"
        if not sign:
            if self.source.startswith("![", self.at):
                raise not_played("custom emoji")
            raise reserved(self.source[self.at])
        opened = _Open(sign, len(self.result), self.at)
        self.at += len(sign)
        if sign == "```":
            opened.language = self._language()
        self.open.append(opened)

    def _at_line_start(self) -> bool:
        return self.inner != ">" and (not self.result or self.result.endswith("\n"))

    def _language(self) -> str:
        """The word after ``` and one line end; no language where the text ends with the word."""
        rest = self.source[self.at :]
        word = rest.split("`")[0].split(maxsplit=1)[0] if rest[:1].strip("`\n\r\t ") else ""
        if word and rest[len(word) : len(word) + 1] in ("", "`"):
            word = ""
        self.at += len(word)
        following = self.source[self.at : self.at + 2]
        if following in ("\n\r", "\r\n"):
            self.at += 2
        elif following[:1] in ("\n", "\r") and following:
            self.at += 1
        return word

    def _close(self) -> None:
        opened = self.open.pop()
        self.at += len(CLOSING[opened.sign])
        start, end = opened.start, len(self.result)
        if opened.sign == "[":
            span = link_span(start, end, self._address() or self.result[start:end])
            if span is not None:
                self._add(span)
        else:
            kind = KINDS[opened.sign][0]
            self._add(Span(kind, start, end, language=opened.language or None))

    def _address(self) -> str:
        if not self.source.startswith("(", self.at):
            return ""
        self.at += 1
        begin, address = self.at, ""
        while self.at < len(self.source) and self.source[self.at] != ")":
            width = 2 if self._escaped() else 1
            address += self.source[self.at + width - 1]
            self.at += width
        if self.at >= len(self.source):
            place = byte_offset(self.source, begin)
            raise cannot_parse(f"Can't find end of a URL at byte offset {place}")
        self.at += 1
        return address

    def _add(self, span: Span) -> None:
        if span.start < span.end:
            self.spans.append(span)

    def _unfinished(self) -> Exception:
        opened = self.open[-1]
        place = byte_offset(self.source, opened.at)
        return cannot_parse(f"Can't find end of {opened.complaint} entity at byte offset {place}")
