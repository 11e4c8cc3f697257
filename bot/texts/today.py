"""What /today says: my own items, my class, my school, one child's card."""

from bot.texts.items import line, notice_text, single
from locales.catalog import Texts
from services.showing import ItemView
from services.today import ChildView, ClassView, SchoolView, TodayView


def my_day(view: TodayView, t: Texts) -> str:
    """The reader's own open items, or a kind word when there is none."""
    if not view.items:
        return t("today.nothing")
    if len(view.items) == 1:
        return f"{t('today.head')}\n\n{single(view.items[0], t)}"
    return f"{t('today.head')}\n\n{notice_text(view.items, t)}"


def class_text(view: ClassView, t: Texts) -> str:
    """A class in two lines; the children are buttons."""
    late = sum(1 for child in view.children if child.late)
    head = t.many("class.head", len(view.children), name=view.name)
    state = t.many("class.late", late) if late else t("class.fine")
    apart = [child.name for child in view.children if not child.family_reachable]
    lines = [head, state]
    if apart:
        lines.append(t.many("class.not_joined", len(apart)))
    return "\n".join(lines)


def school_text(view: SchoolView, t: Texts) -> str:
    """A school in two lines; the classes are buttons."""
    children = sum(line.children for line in view.classes)
    late = sum(line.late for line in view.classes)
    head = t.many("school.head", children, name=view.name)
    return f"{head}\n{t.many('school.late', late) if late else t('school.fine')}"


def child_text(view: ChildView, t: Texts) -> str:
    """A child's card."""
    lines = [t("child.head", name=view.name, unit=view.class_name), ""]
    for item in view.items:
        lines += [line(item, t), _last(item, t)]
    if not view.items:
        lines.append(t("child.nothing_open"))
    return "\n".join(lines)


def _last(item: ItemView, t: Texts) -> str:
    if item.last_on is None:
        return f"   {t('child.never')}"
    days = (item.today - item.last_on).days
    return f"   {t.many('item.last', days, day=t.day(item.last_on))}"
