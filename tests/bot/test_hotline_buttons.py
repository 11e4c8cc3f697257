"""Whoever reads that a session did not take place has a way on."""

from bot.keyboards.hotline import call_news_buttons
from care.words import NewsCode
from locales.catalog import texts
from services.news import NewsView


def labels(*, yours: bool) -> list[str]:
    view = NewsView(
        code=NewsCode.call_missed,
        unit=None,
        unit_id=None,
        child="马小满",
        child_id=7,
        about=None,
        details={"yours": yours},
        task=None,
        request_id=8,
    )
    made = call_news_buttons(view, texts("zh-Hans"))
    return [button.text for row in made.inline_keyboard for button in row] if made else []


def test_who_asked_for_it_chooses_another_time() -> None:
    assert labels(yours=True) == ["🕐 另选时间", "✖ 不约了"]


def test_the_others_can_ask_anew() -> None:
    assert labels(yours=False) == ["☎ 亲情热线"]
