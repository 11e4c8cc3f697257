"""News about the lists: one text for each code."""

from datetime import date

from bot.texts.tasks import task_text
from locales.catalog import Texts
from services.news import NewsView


def news_text(news: NewsView, t: Texts) -> str:
    """What has changed for the reader, or what they have to decide."""
    if news.task is not None:
        return task_text(news.task, t)
    values = {name: value for name, value in news.details.items() if isinstance(value, str)}
    values |= {"unit": news.unit or "", "child": news.child or "", "about": news.about or ""}
    if isinstance(day := news.details.get("day"), str):
        values["day"] = t.day(date.fromisoformat(day))
    if isinstance(n := news.details.get("n"), int):
        return t.many(f"news.{news.code}", n, **values)
    return t(f"news.{news.code}", **values)
