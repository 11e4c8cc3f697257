"""What is said about the family line."""

from collections import defaultdict
from collections.abc import Sequence

from care.openings import Days, Hours, Means
from locales.catalog import Texts
from services.hotline.asking import Offer
from services.hotline.showing import CallView


def offer_text(view: Offer, means: Means, t: Texts) -> str:
    """The head of the free times, or what to do where there are none."""
    if not view.slots:
        return f"{t('line.full', child=view.child)}\n{hours_text(view.hours, t)}"
    return t("line.when", child=view.child, means=t(f"means.{means}"))


def hours_text(hours: Sequence[Hours], t: Texts) -> str:
    """When the line is open, in the school's own time."""
    spans: dict[Days, list[str]] = defaultdict(list)
    for each in hours:
        if each.opens < each.closes:
            spans[each.days].append(f"{each.opens:%H:%M}–{each.closes:%H:%M}")
    if not spans:
        return t("line.closed")
    lines = [
        f"{t(f'days.{days}')} {t('list.comma').join(spans[days])}" for days in Days if days in spans
    ]
    return "\n".join([t("line.open"), *lines])


def call_text(view: CallView, t: Texts) -> str:
    """A session, and how it stands."""
    head = t("call.head", child=view.child, means=t(f"means.{view.means}"), asker=view.asker)
    lines = [head]
    if view.at is not None:
        lines.append(t.weekday_time(view.at, view.zone))
    return "\n".join([*lines, "", _stands(view, t)])


def _stands(view: CallView, t: Texts) -> str:
    if not view.runs:
        return t("call.held" if view.outcome == "held" else "call.over")
    if view.booked:
        return t("call.booked")
    return t("call.open" if view.at is None else "call.asked")
