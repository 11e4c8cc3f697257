"""What runs for a child, in words: on its card, on the page about it, in the list of all."""

from collections.abc import Sequence
from datetime import date

from bot.texts.forms import answer_lines
from care.forms.checks import REVIEW
from locales.catalog import Texts
from services.forms.support import SHOWN, RunningLine, Support, SupportsView


def support_lines(supports: Sequence[Support], t: Texts) -> list[str]:
    """What a child's card says: what runs, when it is looked at again, how it has gone."""
    return [_running(each, each.next_on, t) for each in supports if each.next_on is not None]


def _running(support: Support, day: date, t: Texts) -> str:
    line = t("support.running", what=_what(support, t), day=t.day(day))
    return f"{line} {support.curve}" if support.curve else line


def _what(support: Support, t: Texts) -> str:
    return f"{support.form.icon} {t.of(support.form.title)}"


def supports_text(view: SupportsView, t: Texts) -> str:
    """The page: what runs with its goal and steps, what has ended in a line."""
    lines = [t("support.head", child=view.child)]
    if not view.supports:
        lines += ["", t("support.none")]
    for support in view.supports:
        lines += ["", *_support(support, t)]
    return "\n".join(lines)


def _support(support: Support, t: Texts) -> list[str]:
    if support.next_on is None:
        day = t.day(support.last_on)
        ended = t("support.ended", what=_what(support, t), day=day)
        return [f"{ended} {support.curve}" if support.curve else ended]
    answers = {name: said for name, said in support.answers.items() if name != REVIEW}
    since = t("support.since", day=t.day(support.since))
    return [_running(support, support.next_on, t), since, *answer_lines(support.form, answers, t)]


def running_text(lines: Sequence[RunningLine], t: Texts) -> str:
    """Every support that runs, the next to be looked at first."""
    if not lines:
        return t("support.nothing_runs")
    shown = [
        t(
            "support.line",
            child=line.child,
            what=f"{line.form.icon} {t.of(line.form.title)}",
            day=t.day(line.next_on),
        )
        for line in lines[:SHOWN]
    ]
    more = [t.many("today.more", len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return "\n".join([t("support.list"), "", *shown, *more])
