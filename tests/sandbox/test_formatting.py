"""Formatted text: what the three parse modes and explicit entities become, and the complaints.

Places in complaints are bytes of UTF-8, places of entities UTF-16 code units.
"""

from collections.abc import Sequence
from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.formatted import formatted
from tests.sandbox.people import Client, Person, Sandbox

Entity = tuple[str, int, int]


def read(text: str, mode: str | None = None) -> tuple[str, list[Entity]]:
    words, entities = formatted(text, mode, None)
    return words, [(entity.type, entity.offset, entity.length) for entity in entities]


def complaint(text: str, mode: str) -> str:
    with pytest.raises(ApiError) as error:
        formatted(text, mode, None)
    assert error.value.code == 400
    return error.value.description.removeprefix("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(
    ("text", "words", "entities"),
    [
        ("<b>雁</b>", "雁", [("bold", 0, 1)]),
        ("🪿 <i>hi</i>", "🪿 hi", [("italic", 3, 2)]),
        ("<u>a<s>b</s></u>", "ab", [("underline", 0, 2), ("strikethrough", 1, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<code>1 &lt; 2 &amp;&amp; 3</code>", "1 < 2 && 3", [("code", 0, 10)]),
        ("&#38; &#x26; &nbsp; &", "& & &nbsp; &", []),
        ("<pre>x</pre>", "x", [("pre", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ('<code class="language-py"><pre>x</pre></code>', "x", [("pre", 0, 1)]),
        (
            '<pre><code class="language-py">x</code>y</pre>',
            "xy",
            [("pre", 0, 2), ("code", 0, 1)],
        ),
        ('<a href="https://example.org/?a=1&amp;b">x</a>', "x", [("text_link", 0, 1)]),
        ("<a href='tg://user?id=77'>x</a>", "x", [("text_mention", 0, 1)]),
        ("<a href='nowhere'>x</a>", "x", []),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        (" \n<b> x </b> ", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<B>x</b >", "x", [("bold", 0, 1)]),
        ("<b>x</>", "x", [("bold", 0, 1)]),
    ],
)
def test_html_becomes_entities(text: str, words: str, entities: Sequence[Entity]) -> None:
    assert read(text, "HTML") == (words, list(entities))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("雁<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 3'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused(text: str, words: str) -> None:
    assert complaint(text, "HTML") == words


@pytest.mark.parametrize(
    ("text", "words", "entities"),
    [
        ("*雁*", "雁", [("bold", 0, 1)]),
        ("🪿 _hi_", "🪿 hi", [("italic", 3, 2)]),
        ("__u__ ~s~", "u s", [("underline", 0, 1), ("strikethrough", 2, 1)]),
        ("||p||", "p", [("spoiler", 0, 1)]),
        ("_a __b___", "a b", [("italic", 0, 3), ("underline", 2, 1)]),
        ("`a\\`b*`", "a`b*", [("code", 0, 4)]),
        ("```\nx\n```", "x", [("pre", 0, 1)]),
        ("```py\nx = 1```", "x = 1", [("pre", 0, 5)]),
        ("[x](https://example\\.org/\\))", "x", [("text_link", 0, 1)]),
        ("[x](tg://user?id=77)", "x", [("text_mention", 0, 1)]),
        ("[](https://example.org)x", "x", []),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
        ("x\n>a||\ny", "x\na\ny", [("expandable_blockquote", 2, 2)]),
        (">a\n**>b", "a\nb", [("blockquote", 0, 2), ("blockquote", 2, 1)]),
        ("1\\.5 \\- ok", "1.5 - ok", []),
        ("**x", "x", []),
    ],
)  # fmt: skip
def test_markdown_v2_becomes_entities(text: str, words: str, entities: Sequence[Entity]) -> None:
    assert read(text, "MarkdownV2") == (words, list(entities))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
        ("🏟 🏟_abac * asd _", "Can't find end of Italic entity at byte offset 21"),
        ("🏟 🏟__🏟 _🏟___", "Can't find end of Italic entity at byte offset 23"),
        ("🏟 🏟```a ", "Can't find end of PreCode entity at byte offset 9"),
        ("🏟 🏟||test\\|", "Can't find end of Spoiler entity at byte offset 9"),
        ("[telegram\\.org](asd\\)", "Can't find end of a URL at byte offset 16"),
        (">*b\n>ld \n>bo\nld*\nasd", "Can't find end of Bold entity at byte offset 1"),
    ],
)
def test_broken_markdown_v2_is_refused(text: str, words: str) -> None:
    assert complaint(text, "MarkdownV2") == words


@pytest.mark.parametrize(
    ("text", "words", "entities"),
    [
        ("*b* _i_ `c`", "b i c", [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1)]),
        ("```py\nx```", "x", [("pre", 0, 1)]),
        ("[x](https://example.org)", "x", [("text_link", 0, 1)]),
        ("snake\\_case 1.5!", "snake_case 1.5!", []),
        ("*a_b*", "a_b", [("bold", 0, 3)]),
    ],
)
def test_old_markdown_becomes_entities(text: str, words: str, entities: Sequence[Entity]) -> None:
    assert read(text, "Markdown") == (words, list(entities))


@pytest.mark.parametrize("text", ["雁*x", "雁_x", "雁`x", "雁```x", "雁[x"])
def test_old_markdown_without_end_is_refused(text: str) -> None:
    assert complaint(text, "Markdown") == "Can't find end of the entity starting at byte offset 3"


def test_telegram_finds_commands_links_and_names_by_itself() -> None:
    _, entities = read("/today see https://example.org/a. or @some_name, #care me@example.org")
    assert entities == [
        ("bot_command", 0, 6),
        ("url", 11, 21),
        ("mention", 37, 10),
        ("hashtag", 49, 5),
        ("email", 55, 14),
    ]


def test_a_block_of_code_keeps_its_language() -> None:
    for text, mode in (
        ('<pre><code class="language-py">x</code></pre>', "HTML"),
        ("```py\nx```", "MarkdownV2"),
        ("```py\nx```", "Markdown"),
    ):
        _, [entity] = formatted(text, mode, None)
        assert (entity.type, entity.language) == ("pre", "py")


def test_nothing_is_found_inside_code() -> None:
    assert read("`/today`", "MarkdownV2") == ("/today", [("code", 0, 6)])


async def test_both_libraries_read_the_entities_the_same_way(
    client: Client, father: Person
) -> None:
    sent = await client.bot.send_message(
        chat_id=father.id,
        text='🪿 <b>call <a href="https://example.org">Lin</a></b>',
        parse_mode="HTML",
    )
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [
        ("bold", 3, 8),
        ("text_link", 8, 3),
    ]
    assert sent.entities[1].url == "https://example.org/"


async def test_explicit_entities_are_kept_and_checked(client: Client, father: Person) -> None:
    bold = client.types.MessageEntity(type="bold", offset=0, length=2)
    sent = await client.bot.send_message(chat_id=father.id, text="🪿 goose", entities=[bold])
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 2)]
    assert (await father.messages())[-1]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


@pytest.mark.parametrize(
    ("entity", "complaint"),
    [
        ({"offset": 50}, "entity begins after the end of the text at UTF-16 offset 50"),
        ({"length": 99}, "entity beginning at UTF-16 offset 0 ends after the end of the text"),
        ({"offset": 1}, "in a middle of a UTF-16 symbol at UTF-16 offset 1"),
        ({"offset": -1}, "receive an entity with incorrect offset -1"),
        ({"length": 0}, "receive an entity with incorrect length 0"),
        ({"type": "bolder"}, "can't parse MessageEntity: Unsupported type specified"),
        ({"type": "text_link"}, "can't parse MessageEntity: Can't find field \"url\""),
        ({"type": "text_link", "url": "x"}, "entity URL 'x' is invalid: Wrong HTTP URL"),
        ({"type": "text_link", "url": ""}, "entity URL '' is invalid: URL host is empty"),
    ],
)
async def test_an_entity_telegram_would_not_take_is_refused(
    sandbox: Sandbox, father: Person, entity: dict[str, Any], complaint: str
) -> None:
    whole = {"type": "bold", "offset": 0, "length": 2} | entity
    answer = await sandbox.call("sendMessage", chat_id=father.id, text="🪿 goose", entities=[whole])
    assert answer["error_code"] == 400
    assert complaint in answer["description"]


async def test_an_unknown_parse_mode_is_refused(sandbox: Sandbox, father: Person) -> None:
    answer = await sandbox.call("sendMessage", chat_id=father.id, text="x", parse_mode="BBCode")
    assert answer["description"] == "Bad Request: unsupported parse_mode"
