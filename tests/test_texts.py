"""The catalogues: every text asked for is there in every language, and none is left over."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from locales.catalog import DEFAULT, LANGUAGES, choose, texts
from tests.message_keys import CannotTellError, keys_in, required
from tools.traditional import files, traditional

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def catalogue(language: str) -> Catalog:
    locale = Locale.parse(language, sep="-")
    path = ROOT / "locales" / str(locale) / "LC_MESSAGES" / "hongyan.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale)


CATALOGUES = {language: catalogue(language) for language in LANGUAGES}


def messages(language: str) -> dict[str, Message]:
    """By key; the head of the file is no message."""
    return {key_of(message): message for message in CATALOGUES[language] if message.id}


def key_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, list | tuple) else message.id)


def forms(message: Message) -> list[str]:
    text = message.string
    return list(text) if isinstance(text, list | tuple) else [str(text)]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("{{", "").replace("}}", "")))


def values_of(message: Message) -> set[str]:
    """What a text is filled with, apart from the number that chooses its form."""
    return {name for form in forms(message) for name in placeholders(form)} - {"n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_code_asks_for_is_there(language: str) -> None:
    known = messages(language)

    assert {key: where for key, where in required().items() if key not in known} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_over(language: str) -> None:
    assert sorted(set(messages(language)) - set(required())) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_unsure_or_given_up(language: str) -> None:
    found = messages(language).items()

    assert [key for key, message in found if not all(form.strip() for form in forms(message))] == []
    assert [key for key, message in found if message.fuzzy] == []
    assert list(CATALOGUES[language].obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_as_many_plural_forms_as_its_language(language: str) -> None:
    wanted = get_plural(Locale.parse(language, sep="-")).num_plurals
    found = {key: forms(m) for key, m in messages(language).items() if m.pluralizable}

    assert CATALOGUES[language].num_plurals == wanted
    assert [key for key, texts_ in found.items() if len(texts_) != wanted] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_takes_the_same_values_in_every_language(language: str) -> None:
    here, there = messages(language), messages(DEFAULT)
    odd = [key for key in here.keys() & there if values_of(here[key]) != values_of(there[key])]

    assert odd == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_filled_in(language: str) -> None:
    t = texts(language)

    for key, message in messages(language).items():
        values = dict.fromkeys(values_of(message), "x")
        said = t.many(key, 2, **values) if message.pluralizable else t(key, n=2, **values)
        assert said not in ("", key)


def test_the_keys_are_in_alphabetical_order_in_every_language() -> None:
    for language in LANGUAGES:
        keys = list(messages(language))
        assert keys == sorted(keys)


def test_a_key_that_nobody_wrote_a_text_for_would_be_seen() -> None:
    assert dict(keys_in('say("cli.gone")', "cli")) == {"cli.gone": "<text>:1"}
    assert dict(keys_in('t("a.x" if late else "a.y")', "bot")).keys() == {"a.x", "a.y"}
    assert dict(keys_in('for n in ("p", "q"):\n    T(f"col.{n}")', "cli")).keys() == {
        "col.p",
        "col.q",
    }


def test_a_key_put_together_in_secret_is_refused() -> None:
    with pytest.raises(CannotTellError, match="secret"):
        dict(keys_in('def f(t, secret):\n    t(f"answer.{secret}")', "bot"))


@pytest.mark.parametrize(
    ("code", "language"),
    [
        *(("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh_TW", "zh-Hant"), ("zh-hant", "zh-Hant")),
        *(("en", "en"), ("en-GB", "en"), ("EN_us", "en")),
        *(("de", "en"), ("ug", "en"), ("xx-not-a-language", "en")),
        *((None, "zh-Hans"), ("", "zh-Hans")),
    ],
)
def test_a_phone_is_answered_in_the_nearest_language(code: str | None, language: str) -> None:
    assert choose(code) == language


def test_the_traditional_texts_are_made_from_the_simplified_ones() -> None:
    stale = [path.name for path, text in files().items() if path.read_bytes() != text]

    assert stale == [], "say: make traditional"


def test_what_stands_in_braces_is_the_same_in_traditional_characters() -> None:
    assert traditional("{child}的电话") == "{child}的電話"
