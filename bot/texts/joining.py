"""What the joining conversation says."""

from collections.abc import Sequence

from locales.catalog import Texts
from services.joining.steps import Joining


def welcome(result: Joining, numbers: Sequence[str], t: Texts) -> str:
    """The welcome: who, which child, what will come, and the emergency numbers."""
    children = t("list.comma").join(result.children)
    key = "join.welcome_family" if result.children else "join.welcome_staff"
    role = t(f"role.{result.role}")
    text = t(key, name=result.person or "", children=children, role=role)
    return f"{text}\n\n{emergency(numbers, t)}"


def emergency(numbers: Sequence[str], t: Texts) -> str:
    """The emergency numbers of the place, each with what it is for where we know it."""
    lines = [t("emergency.head")]
    for number in numbers:
        key = f"emergency.{number}"
        lines.append(f"{number} {t(key)}" if t.has(key) else number)
    return "\n".join(lines)
