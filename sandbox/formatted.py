"""A text with its formatting: from a parse mode, explicit entities, or what is found in it."""

from collections.abc import Callable, Sequence
from typing import Any

import telegram
import telegram.constants

from sandbox import detect, markup_html, markup_legacy, markup_v2
from sandbox.errors import bad_request
from sandbox.links import check_link
from sandbox.spans import Span, as_entities, trimmed, units

KINDS = frozenset(kind.value for kind in telegram.constants.MessageEntityType)
Parser = Callable[[str], tuple[str, list[Span]]]
MODES: dict[str, Parser] = {
    "html": markup_html.parse,
    "markdown": markup_legacy.parse,
    "markdownv2": markup_v2.parse,
}


def formatted(
    raw: str, mode: str | None, explicit: Sequence[dict[str, Any]] | None
) -> tuple[str, tuple[telegram.MessageEntity, ...]]:
    """The text as Telegram stores and shows it. A parse mode wins over explicit entities."""
    if mode:
        parser = MODES.get(mode.lower())
        if parser is None:
            raise bad_request("unsupported parse_mode")
        text, spans = parser(raw)
    else:
        text, spans = raw, [_explicit(raw, entity) for entity in explicit or ()]
    text, spans = trimmed(text, spans)
    spans = [span for span in spans if span.kind not in detect.FINDABLE]
    return text, as_entities(text, [*spans, *detect.found(text, spans)])


def _explicit(text: str, entity: dict[str, Any]) -> Span:
    start, end = entity["offset"], entity["offset"] + entity["length"]
    whole = units(text)
    _check(entity)
    if start >= whole:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {start}")
    if end > whole:
        raise bad_request(
            f"entity beginning at UTF-16 offset {start} ends after the end of the text "
            f"at UTF-16 offset {end}"
        )
    user = entity.get("user")
    return Span(
        entity["type"],
        _character(text, start),
        _character(text, end),
        url=entity.get("url"),
        language=entity.get("language"),
        user_id=user["id"] if user else None,
    )


def _check(entity: dict[str, Any]) -> None:
    problem = "can't parse MessageEntity: "
    if entity["type"] not in KINDS:
        raise bad_request(f"{problem}Unsupported type specified")
    for kind, field in (("text_link", "url"), ("text_mention", "user")):
        if entity["type"] == kind and field not in entity:
            raise bad_request(f'{problem}Can\'t find field "{field}"')
    if entity["type"] == "text_link":
        check_link(entity["url"], "entity URL")
    if entity["offset"] < 0:
        raise bad_request(f"receive an entity with incorrect offset {entity['offset']}")
    if entity["length"] <= 0:
        raise bad_request(f"receive an entity with incorrect length {entity['length']}")


def _character(text: str, unit: int) -> int:
    """The character at a UTF-16 offset; 400 in the middle of one."""
    try:
        return len(text.encode("utf-16-le")[: unit * 2].decode("utf-16-le"))
    except UnicodeDecodeError as error:
        raise bad_request(
            f"entity begins or ends in a middle of a UTF-16 symbol at UTF-16 offset {unit}"
        ) from error
