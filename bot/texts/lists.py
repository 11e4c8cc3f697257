"""Pages of the care of the lists: a circle, one adult, a way in."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.texts.joining import PAIRED
from care.words import Post, Reach, Role, Status
from locales.catalog import Texts
from services.lists.circle import INVITED, Adult, AdultView, CircleView
from services.lists.codes import Way, WayIn
from services.lists.typed import Typing, Waiting

_ICONS: Mapping[str, str] = MappingProxyType(
    {
        Reach.joined: "✅",
        INVITED: "✉️",
        Reach.not_joined: "⚪",
        Reach.stopped: "🔕",
        Reach.blocked: "🚫",
    }
)
HIDDEN = "▫️"


def reach_icon(reach: Reach) -> str:
    """How far our messages get to somebody of the staff."""
    return _ICONS[reach]


def icon(adult: Adult) -> str:
    """How far our messages get to somebody; nothing of the kind for who is out of the circle."""
    return HIDDEN if adult.hidden else _ICONS[adult.reach]


def circle_text(view: CircleView, t: Texts) -> str:
    """Who is around a child, a line each."""
    lines = [t("circle.head", child=view.child, unit=view.unit), ""]
    lines += [_line(adult, t) for adult in view.adults]
    if not view.adults:
        lines.append(t("circle.empty"))
    if view.hidden:
        lines += ["", t.many("circle.hidden", view.hidden)]
    return "\n".join(lines)


def hidden_text(view: CircleView, t: Texts) -> str:
    """Who is not in the circle any more: shown only to put a mistake right."""
    lines = [t("hidden.head", child=view.child), ""]
    lines += [
        f"{HIDDEN} {a.name} · {_roles(a, t)} · {t(f'status.{a.status}')}" for a in view.adults
    ]
    return "\n".join(lines)


def _line(adult: Adult, t: Texts) -> str:
    parts = (adult.name, _roles(adult, t), _status(adult, t), t(f"reach.{adult.reach}"))
    return f"{icon(adult)} {' · '.join(filter(None, parts))}"


def _status(adult: Adult, t: Texts) -> str:
    """Where somebody of the family is; of who is paired with the child nobody wrote that down."""
    if adult.status is Status.at_home and PAIRED.issuperset(adult.roles):
        return ""
    return t(f"status.{adult.status}")


def _roles(adult: Adult, t: Texts) -> str:
    return t("list.comma").join(t(f"role.{role}") for role in adult.roles)


def adult_text(view: AdultView, t: Texts) -> str:
    """One adult's page, with the numbers written out."""
    adult = view.adult
    lines = [
        t("adult.head", name=adult.name, child=view.child, role=_roles(adult, t)),
    ]
    if status := _status(adult, t):
        lines.append(t("adult.status", status=status))
    if not adult.hidden:
        lines.append(f"{icon(adult)} {t(f'reach.{adult.reach}')}")
    if view.phones:
        lines.append(t("adult.phones", phones=t("list.comma").join(view.phones)))
    else:
        lines.append(t("adult.no_phone"))
    return "\n".join(lines)


def prompt(waiting: Waiting, t: Texts) -> str:
    """What is to be typed next; of somebody who is there already their page stands above it."""
    if waiting.name is not None:
        return t("typed.number_of", name=waiting.name)
    if waiting.waits_for is Typing.number:
        return t("typed.number")
    if waiting.unit_id:
        post = waiting.post or Post.class_teacher
        return t("typed.name_for_post", post=t(f"role.{post}"))
    if waiting.role is None:
        return t("typed.name")
    role = Role(waiting.role)
    return t("typed.name_of", role=t(f"role.{role}"))


def way_text(found: WayIn, bot: str, t: Texts) -> str:
    """A link to be forwarded, a code to be shown, or why there is none."""
    made = found.invited
    if made is None:
        return t(f"way.{found.way}")
    if found.way is Way.code:
        digits = f"{made.token[:3]} {made.token[3:]}"
        return t("way.code", name=made.person, digits=digits, bot=bot)
    return t("way.link", name=made.person, link=f"https://t.me/{bot}?start={made.token}")
