"""The weekly list of families out of reach: a page of names, or one family at a time."""

from collections.abc import Sequence

from locales.catalog import Texts
from services.weekly.listing import ClassToAsk, Family, ToAsk, WeeklyList


def list_text(view: WeeklyList, t: Texts) -> str:
    """The head of the list; the children are buttons."""
    n = len(view.families)
    if not n:
        return t("weekly.none", unit=view.name)
    if all(family.tried_today for family in view.families):
        return t("weekly.all_tried", unit=view.name, n=n)
    return f"{t.many('weekly.head', n, unit=view.name)}\n{t('weekly.hint')}"


def classes_text(classes: Sequence[ClassToAsk], t: Texts) -> str:
    """The classes of a principal; each is a button."""
    return t("weekly.classes") if classes else t("weekly.not_yours")


def family_text(family: Family, view: WeeklyList, t: Texts) -> str:
    """One family: whose phone to ring, and what to ask."""
    number = view.families.index(family) + 1
    lines = [
        t("weekly.child", name=family.name, number=number, n=len(view.families)),
        t("weekly.holders", names=t("weekly.between").join(family.holders)),
        "",
    ]
    for item in family.items:
        lines += _lines(item, t)
    return "\n".join(lines)


def _lines(item: ToAsk, t: Texts) -> list[str]:
    key = "weekly.item" if item.due_on < item.today else "weekly.item_due"
    what, day = t.of(item.rule.title), t.day(item.due_on)
    lines = [t(key, icon=item.rule.icon, what=what, day=day)]
    if item.tried_on is not None:
        lines.append(t("weekly.tried", day=t.day(item.tried_on)))
    return lines
