"""What is said about an emergency. Short: read in fear, on a small phone."""

from collections.abc import Sequence

from bot.texts.joining import emergency
from care.sos import HEAD_START, PATIENCE, Code
from locales.catalog import Texts
from services.sos.showing import Adult, AskerView, SosView

FIRST_NUMBERS = 3
POLICE = "110"


def numbers_line(numbers: Sequence[str]) -> str:
    """The first emergency numbers in one line."""
    return " · ".join(numbers[:FIRST_NUMBERS] or (POLICE,))


def asker_text(view: AskerView, numbers: Sequence[str], t: Texts) -> str:
    """Where it stands, for who has called for help."""
    if view.owner is not None:
        return t("sos.note.answered", **_adult(view.owner, t))
    line = numbers_line(numbers)
    if view.waits:
        return t("sos.raised", numbers=line, seconds=round(HEAD_START.total_seconds()))
    return t("sos.calling", numbers=line)


def sos_text(view: SosView, numbers: Sequence[str], t: Texts) -> str:
    """One message about an emergency; `numbers` are the emergency numbers of the place."""
    owner = view.people[0] if view.people else None
    text = t(
        f"sos.note.{view.code}",
        about=_about(view, t),
        asker=_named(view.asker, t),
        asker_phones=_phones(view.asker, t),
        moment=t.weekday_time(view.raised_at, view.zone),
        people="\n".join(f"{_named(each, t)} {_phones(each, t)}" for each in view.people),
        number=(numbers or (POLICE,))[0],
        minutes=round(PATIENCE.total_seconds() / 60),
        ending="" if view.ending is None else t(f"sos.ending.{view.ending}"),
        **_adult(owner, t),
    )
    if view.code is not Code.alarm:
        return text
    again = t("sos.repeated") + "\n" if view.repeats else ""
    return f"{again}{text}\n\n{emergency(numbers, t)}"


def mine_text(view: SosView, numbers: Sequence[str], t: Texts) -> str:
    """The alarm as it stands in the chat of who has accepted it, and how it ended."""
    if view.ending is None:
        now = t("sos.mine")
    else:
        now = t("sos.mine_over", ending=t(f"sos.ending.{view.ending}"))
    return f"{sos_text(view, numbers, t)}\n\n{now}"


def _about(view: SosView, t: Texts) -> str:
    if view.child is not None:
        return t("sos.about_child", child=view.child, place=view.place or "")
    return view.place or t("sos.about_unknown")


def _adult(adult: Adult | None, t: Texts) -> dict[str, str]:
    if adult is None:
        return {"who": "", "phones": ""}
    return {"who": _named(adult, t), "phones": _phones(adult, t)}


def _named(adult: Adult, t: Texts) -> str:
    role = adult.role
    return adult.name if role is None else t("sos.named", name=adult.name, role=t(f"role.{role}"))


def _phones(adult: Adult, t: Texts) -> str:
    return t("list.comma").join(adult.phones) or t("sos.no_number")
