"""News about the lists: one text for each code."""

from datetime import date, datetime

from bot.texts.forms import other_side_text
from bot.texts.home import stay, still_text
from bot.texts.overdue import week_text
from bot.texts.post_names import post_name
from bot.texts.tasks import task_text
from bot.texts.told import letter_text
from care.words import Post
from locales.catalog import Texts
from services.news import NewsView


def news_text(news: NewsView, t: Texts) -> str:
    """What has changed for the reader, or what they have to decide."""
    whole = _of_its_own(news, t)
    if whole is not None:
        return whole
    values = {name: value for name, value in news.details.items() if isinstance(value, str)}
    if "day" in values:
        values["day"] = t.day(date.fromisoformat(values["day"]))
    if "at" in values:
        values["at"] = t.weekday_time(datetime.fromisoformat(values["at"]), news.zone)
    values |= {"unit": news.unit or "", "child": news.child or "", "about": news.about or ""}
    values["whom"] = " ".join(filter(None, (news.unit, news.child, news.about)))
    values |= _words(news, t)
    if isinstance(n := news.details.get("n"), int):
        return t.many(f"news.{news.code}", n, **values)
    return t(f"news.{news.code}", **values)


def _of_its_own(news: NewsView, t: Texts) -> str | None:
    """News that are more than a sentence."""
    if news.task is not None:
        return task_text(news.task, t)
    if news.asked is not None:
        return other_side_text(news.asked, t)
    if news.letter is not None:
        return letter_text(news.letter, t)
    if news.week is not None:
        return week_text(news.week, t)
    return None if news.stays is None else still_text(news.stays, t)


def _words(news: NewsView, t: Texts) -> dict[str, str]:
    """Codes among the details as words."""
    words: dict[str, str] = {}
    if (since := news.details.get("since")) is not None:
        until = news.details.get("until")
        last = None if until is None else date.fromisoformat(until)
        words["stay"] = stay(date.fromisoformat(since), last, t)
    if (change := news.details.get("change")) is not None:
        words["what"] = t(f"change_label.{change}")
    if (role := news.details.get("role")) is not None:
        words["role"] = t(f"role.{role}")
    if (post := news.details.get("post")) is not None:
        words["post"] = post_name(Post(post), news.details.get("kind"), t)
    if (means := news.details.get("means")) is not None:
        words["means"] = t(f"means.{means}")
    if (why := news.details.get("why")) is not None:
        words["why"] = t(f"call_why.{why}")
    if (status := news.details.get("status")) is not None:
        words["status"] = t(f"status.{status}")
    return words
