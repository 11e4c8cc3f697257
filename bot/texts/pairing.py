"""Who is paired with whom in words, with a warning where a teacher has too many or too few."""

from bot.texts.items import on_card
from care.pairing import Load
from care.rule import Pairs
from care.words import Role
from locales.catalog import Texts
from services.pairing.mine import PairedView
from services.pairing.showing import ChildPairs, ClassPairs, Colleague, Paired, Teachers


def sign(load: Load) -> str:
    """A mark behind a teacher who would have too many."""
    return " ⚠" if load is Load.many else ""


def class_pairs_text(view: ClassPairs, t: Texts) -> str:
    """A class: who of the children has somebody."""
    lines = [t("pair.class", unit=view.name), ""]
    for _, child, names in view.children:
        if names:
            lines.append(t("pair.class_line", child=child, names=t("list.comma").join(names)))
    alone = sum(1 for _, _, names in view.children if not names)
    if alone:
        lines += ["", t.many("pair.alone", alone)]
    return "\n".join(lines)


def child_pairs_text(view: ChildPairs, t: Texts) -> str:
    """One child: who is paired with it, since when, with how many others."""
    lines = [t("pair.head", child=view.child, unit=view.unit), ""]
    for each in view.paired:
        lines += _paired(each, view.pairs, t)
    return "\n".join(lines if view.paired else [*lines, t("pair.nobody")])


def _paired(each: Paired, pairs: Pairs, t: Texts) -> list[str]:
    role = t(f"role.{each.role}")
    since = t.day_of_year(each.since)
    line = t("pair.line", name=each.name, role=role, day=since)
    if each.role is not Role.mentor:
        return [line]
    warning = warn(each.load, each.children, pairs, t)
    return [line, warning] if warning else [line]


def warn(load: Load, children: int, pairs: Pairs, t: Texts) -> str:
    """A warning, nothing where the number is fitting."""
    values = {"lowest": pairs.lowest, "highest": pairs.highest}
    if load is Load.many:
        return t.many("pair.many", children, **values)
    return t.many("pair.few", children, **values) if load is Load.few else ""


def teachers_text(view: Teachers, t: Texts) -> str:
    """Which teacher: how many children each of them has stands on the buttons."""
    values = {"child": view.child, "lowest": view.pairs.lowest, "highest": view.pairs.highest}
    return t("pair.which", **values)


def loads_text(view: Teachers, first: int, count: int, t: Texts) -> str:
    """How many children each teacher of a school has."""
    values = {"lowest": view.pairs.lowest, "highest": view.pairs.highest}
    shown = view.teachers[first : first + count]
    return "\n".join([t("pair.loads_head", **values), "", *(_load(each, t) for each in shown)])


def _load(each: Colleague, t: Texts) -> str:
    mark = "⚠" if each.load in (Load.few, Load.many) else "·"
    return t.many("pair.load", each.children, mark=mark, name=each.name)


def paired_text(view: PairedView, t: Texts) -> str:
    """One's own paired child: what waits, what to do."""
    lines = [t("pair.mine_head", child=view.name), ""]
    lines += [on_card(item, t) for item in view.items] or [t("pair.mine_nothing")]
    return "\n".join([*lines, "", t("pair.mine_hint")])
