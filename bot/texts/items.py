"""Messages about duties: one big card for a single item, a numbered digest for several."""

from collections.abc import Sequence

from msgspec.structs import replace

from care.delivery import ITEMS_SHOWN
from care.rungs import ESCALATION
from care.words import DutyState
from locales.catalog import Texts
from services.duties.answering import Reason
from services.duties.showing import ItemView

LONGEST = 3500
"""Characters of one message; Telegram takes 4096."""


def notice_text(items: Sequence[ItemView], t: Texts) -> str:
    """The text of a notice: what it asks, or what became of it since."""
    return single(items[0], t) if len(items) == 1 else digest(items, t, "digest.more")


def digest(items: Sequence[ItemView], t: Texts, more: str) -> str:
    """Several duties as a numbered list; `more` is the key of what is said about the rest."""
    told = all(item.purpose == ESCALATION for item in items)
    shown = items[:ITEMS_SHOWN]
    lines = [t.many("digest.told" if told else "digest.head", len(items)), ""]
    lines += [f"{number}. {line(item, t)}" for number, item in enumerate(shown, 1)]
    if len(items) > len(shown):
        lines += ["", t.many(more, len(items) - len(shown))]
    return "\n".join(lines)


def single(item: ItemView, t: Texts) -> str:
    """One duty as a message of its own."""
    if item.state is not DutyState.open:
        return line(item, t)
    if item.purpose == ESCALATION:
        return _escalation(item, t)
    ask = t.of(item.rule.ask).replace("{child}", item.subject)
    again = t("item.again") + "\n" if item.purpose == "again" else ""
    return f"{again}{item.rule.icon} {ask}\n{_listed(item, t, '')}{_last(item, t)}"


def line(item: ItemView, t: Texts) -> str:
    """One duty as a line of a list; a bell marks what others have left unanswered."""
    icon = f"🔔 {item.rule.icon}" if item.purpose == ESCALATION else item.rule.icon
    title = f"{icon} {t('item.line', child=item.subject, what=t.of(item.rule.title))}"
    if item.state is DutyState.open:
        listed = _listed(item, t, "   ").rstrip()
        return f"{title}{_when(item, t)}{_reason(item, t)}" + (f"\n{listed}" if listed else "")
    return f"{title}\n   {_outcome(item, t)}"


def _listed(item: ItemView, t: Texts, indent: str) -> str:
    """The children of a class, or the birthdays of its month, as lines of their own."""
    if item.purpose == ESCALATION or not item.mine or item.rule.shows is None:
        return ""
    if item.rule.shows == "birthdays":
        born = [
            t("item.birthday", day=t.day(each.on), child=each.name)
            for each in item.listed
            if each.on is not None
        ]
        lines = born or [t("item.no_birthdays")]
    else:
        lines = [t("list.comma").join(each.name for each in item.listed)]
    return "".join(f"{indent}{line}\n" for line in lines)


def question(item: ItemView, act: str, t: Texts, *, alone: bool) -> str:
    """What is asked above the choices below Later (`later`) or Could not (`cannot`): of several
    duties, about which.
    """
    asked = t("later.ask" if act == "later" else "cannot.ask")
    if alone:
        return asked
    what = t("item.line", child=item.subject, what=t.of(item.rule.title))
    return f"{item.rule.icon} {what}\n{asked}"


def on_card(item: ItemView, t: Texts) -> str:
    """One duty as a line of its child's card: what, when, and when it was last done."""
    what = f"{item.rule.icon} {t.of(item.rule.title)}"
    if item.state is not DutyState.open:
        return f"{what}\n   {_outcome(item, t)}"
    last = "" if item.last_on is None else t("item.last_short", day=t.day(item.last_on))
    return f"{what}{_when(item, t)}{last}{_reason(item, t)}"


def with_room(items: Sequence[ItemView], used: int) -> tuple[ItemView, ...]:
    """The items for a message of which `used` characters are taken: each with so many of its words
    as fit, if all have the same share.
    """
    said = sum(1 for item in items if item.words)
    share = max(LONGEST - used, 0) // max(said, 1)
    return tuple(replace(item, words=_cut(item.words, share)) for item in items)


def _cut(words: str | None, longest: int) -> str | None:
    if words is None or len(words) <= longest:
        return words
    return f"{words[: longest - 1]}…" if longest > 1 else None


def _when(item: ItemView, t: Texts) -> str:
    late = item.due_on < item.today
    key = "item.since" if late else "item.due"
    return t(key, day=t.day(item.due_on))


def _last(item: ItemView, t: Texts) -> str:
    if item.last_on is None:
        return t("item.due_by", day=t.day(item.closes_on))
    days = (item.today - item.last_on).days
    if days <= 1:
        return t("item.last_yesterday" if days else "item.last_today")
    return t.many("item.last", days, day=t.day(item.last_on))


def _escalation(item: ItemView, t: Texts) -> str:
    text = t(
        "item.escalation" if item.reason is None else "item.could_not",
        child=item.subject,
        what=t.of(item.rule.title),
        day=t.day(item.due_on),
        why="" if item.reason is None else t(f"reason.{item.reason}"),
    )
    return f"🔔 {text}\n{_hint(item, t)}"


def _hint(item: ItemView, t: Texts) -> str:
    """What staff might do; "ring them up" would be the wrong advice where nobody has a phone."""
    if item.reason == Reason.no_phone:
        return t("item.hint.no_phone")
    if item.reason == Reason.child_away:
        return t("item.hint.child_away")
    return t("item.escalation_hint")


def _reason(item: ItemView, t: Texts) -> str:
    return "" if item.reason is None else t("item.reason", why=t(f"reason.{item.reason}"))


def _outcome(item: ItemView, t: Texts) -> str:
    if item.excuse is not None and item.done_on is not None:
        why, day = t(f"excuse.reason.{item.excuse}"), t.day(item.done_on)
        if item.words:
            why = t("item.in_words", why=why, words=item.words)
        return t("item.excused", why=why, who=item.done_by or "", day=day)
    if item.state is not DutyState.done or item.done_on is None:
        return t(f"state.{item.state}")
    key = "item.done_by_me" if item.done_by_me else "item.done_by"
    return t(key, what=t.of(item.rule.done), who=item.done_by or "", day=t.day(item.done_on))
