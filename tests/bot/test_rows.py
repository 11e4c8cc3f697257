"""Buttons stand side by side only where a small phone shows all of their words."""

from aiogram.types import InlineKeyboardButton

from bot.rows import in_pairs, width


def labels(*texts: str) -> list[list[str]]:
    made = in_pairs([InlineKeyboardButton(text=text, callback_data="x") for text in texts])
    return [[button.text for button in row] for row in made]


def test_short_ones_stand_in_pairs_and_what_is_left_over_alone() -> None:
    assert labels("尤佳禾", "康乐天", "❗马小满 · 3") == [["尤佳禾", "康乐天"], ["❗马小满 · 3"]]


def test_a_long_one_has_a_row_of_its_own_and_the_order_stays() -> None:
    long = "🏫 talked with the class teacher"
    assert labels("✉️ wrote a letter", long, "📞 called") == [
        ["✉️ wrote a letter"],
        [long],
        ["📞 called"],
    ]


def test_a_chinese_character_counts_as_two_letters_and_a_mark_of_an_emoji_as_none() -> None:
    assert width("✔ 打了电话") == 10
    assert width("✉️") == width("✉")


def test_nothing_is_no_row() -> None:
    assert labels() == []
