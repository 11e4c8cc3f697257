"""What the joining conversation says."""

from collections.abc import Sequence

from care.words import Post, Role
from locales.catalog import Texts
from services.joining.steps import Joining

WITH_A_LIST = frozenset[str]((Post.class_teacher, Post.deputy, Post.principal, Post.file_manager))

PAIRED = frozenset[str]((Role.mentor, Role.helper))


def welcome(result: Joining, numbers: Sequence[str], t: Texts) -> str:
    """The welcome: who, which child, what will come, and the emergency numbers."""
    children = t("list.comma").join(result.children)
    role = t(f"role.{result.role}")
    day = "" if result.begins_on is None else t.day(result.begins_on)
    text = t(_welcome_key(result), name=result.person or "", children=children, role=role, day=day)
    return f"{text}\n\n{emergency(numbers, t)}"


def _welcome_key(result: Joining) -> str:
    """Promises nothing that somebody in this role will not get."""
    if result.begins_on is not None:
        return "join.welcome_coming"
    if result.role == Role.guardian:
        return "join.welcome_guardian"
    if result.role in PAIRED and result.children:
        return "join.welcome_helper"
    if result.role in WITH_A_LIST:
        return "join.welcome_staff"
    return "join.welcome_family" if result.children else "join.welcome_other"


def emergency(numbers: Sequence[str], t: Texts) -> str:
    """The emergency numbers of the place, each with what it is for where we know it."""
    lines = [t("emergency.head")]
    for number in numbers:
        key = f"emergency.{number}"
        lines.append(f"{number} {t(key)}" if t.has(key) else number)
    return "\n".join(lines)
