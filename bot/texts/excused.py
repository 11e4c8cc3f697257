"""What a school or class itself owes, and what was lately said not to be needed there."""

from dataclasses import replace

from bot.texts.items import LONGEST, line, on_card, with_room
from locales.catalog import Texts
from services.duties.excused import SchoolOwes


def owes_text(view: SchoolOwes, t: Texts) -> str:
    """The page: what is open, a school's with its classes'; what was excused by whom and why."""
    bare = _page(replace(view, excused=with_room(view.excused, LONGEST)), t)
    return _page(replace(view, excused=with_room(view.excused, len(bare))), t)


def _page(view: SchoolOwes, t: Texts) -> str:
    lines = [t("owes.head_class" if view.of_class else "owes.head", name=view.name), ""]
    own = [item for item in view.items if item.unit_id == view.unit_id]
    lines += [on_card(item, t) for item in own] or [t("owes.none")]
    below = [item for item in view.items if item.unit_id != view.unit_id]
    if below:
        lines += ["", t("owes.classes"), *(line(item, t) for item in below)]
    if view.more:
        lines.append(t.many("owes.more", view.more))
    if view.excused:
        lines += ["", t("owes.excused"), *(line(item, t) for item in view.excused)]
    if view.may_excuse:
        lines += ["", t("owes.hint")]
    return "\n".join(lines)
