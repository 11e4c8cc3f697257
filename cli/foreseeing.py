"""`hongyan plan use --dry-run`: what a change of plan would bring."""

from dataclasses import asdict
from typing import Any

from cli.terminal import T, out
from services.duties.foreseeing import Foreseen


def show_foreseen(school: str, seen: Foreseen) -> None:
    """What becomes of the duties, and the messages of the first weeks by role."""
    counts = {name: getattr(seen, name) for name in ("kept", "moved", "closed", "opened", "new")}
    head = T("plan.preview.head", school=school, day=T.day(seen.on), **counts)
    out.print(head, markup=False)
    for each in seen.hearings:
        role = T(f"role.{each.role}")
        weeks = " · ".join(str(n) for n in each.by_week)
        out.print(T.many("plan.preview.role", each.people, role=role, weeks=weeks), markup=False)


def foreseen_as_json(school: str, seen: Foreseen) -> dict[str, Any]:
    """Counts only; of people none but their number."""
    return {"school": school, **asdict(seen), "on": seen.on.isoformat()}
