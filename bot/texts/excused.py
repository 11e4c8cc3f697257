"""What a school itself owes, and what was lately said not to be needed there."""

from bot.texts.items import line, on_card
from locales.catalog import Texts
from services.duties.excused import SchoolOwes


def owes_text(view: SchoolOwes, t: Texts) -> str:
    """The page: what is open, what was excused by whom and why."""
    lines = [t("owes.head", name=view.name), ""]
    lines += [on_card(item, t) for item in view.items] or [t("owes.none")]
    if view.excused:
        lines += ["", t("owes.excused"), *(line(item, t) for item in view.excused)]
    if view.may_excuse:
        lines += ["", t("owes.hint")]
    return "\n".join(lines)
