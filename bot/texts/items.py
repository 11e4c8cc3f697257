"""Messages about duties: one big card for a single item, a numbered digest for several."""

from collections.abc import Sequence

from care.delivery import ITEMS_SHOWN
from care.words import DutyState
from locales.catalog import Texts
from services.showing import ESCALATION, ItemView


def notice_text(items: Sequence[ItemView], t: Texts, *, repeated: bool = False) -> str:
    """The text of a notice: what it asks, or what became of it since."""
    shown = items[:ITEMS_SHOWN]
    if len(items) == 1:
        lines = [single(items[0], t)]
    else:
        lines = [t.many("digest.head", len(items)), ""]
        lines += [f"{number}. {line(item, t)}" for number, item in enumerate(shown, 1)]
    if len(items) > len(shown):
        lines += ["", t.many("digest.more", len(items) - len(shown))]
    if repeated:
        lines.insert(0, t("notice.repeated"))
    return "\n".join(lines)


def single(item: ItemView, t: Texts) -> str:
    """One duty as a message of its own."""
    if item.state is not DutyState.open:
        return line(item, t)
    if item.purpose == ESCALATION:
        return _escalation(item, t)
    ask = t.of(item.rule.ask).replace("{child}", item.subject)
    again = t("item.again") + "\n" if item.purpose == "again" else ""
    return f"{again}{item.rule.icon} {ask}\n{_last(item, t)}"


def line(item: ItemView, t: Texts) -> str:
    """One duty as a line of a list."""
    title = f"{item.rule.icon} {t('item.line', child=item.subject, what=t.of(item.rule.title))}"
    if item.state is DutyState.open:
        return f"{title}{_when(item, t)}{_reason(item, t)}"
    return f"{title}\n   {_outcome(item, t)}"


def on_card(item: ItemView, t: Texts) -> str:
    """One duty as a line of its child's card: what, when, and when it was last done."""
    what = f"{item.rule.icon} {t.of(item.rule.title)}"
    if item.state is not DutyState.open:
        return f"{what}\n   {_outcome(item, t)}"
    last = "" if item.last_on is None else t("item.last_short", day=t.day(item.last_on))
    return f"{what}{_when(item, t)}{last}{_reason(item, t)}"


def _when(item: ItemView, t: Texts) -> str:
    late = item.due_on < item.today
    key = "item.since" if late else "item.due"
    return t(key, day=t.day(item.due_on))


def _last(item: ItemView, t: Texts) -> str:
    if item.last_on is None:
        return t("item.due_by", day=t.day(item.closes_on))
    days = (item.today - item.last_on).days
    return t.many("item.last", days, day=t.day(item.last_on))


def _escalation(item: ItemView, t: Texts) -> str:
    text = t(
        "item.escalation",
        child=item.subject,
        what=t.of(item.rule.title),
        day=t.day(item.due_on),
    )
    return f"🔔 {text}{_reason(item, t)}\n{t('item.escalation_hint')}"


def _reason(item: ItemView, t: Texts) -> str:
    return "" if item.reason is None else t("item.reason", why=t(f"reason.{item.reason}"))


def _outcome(item: ItemView, t: Texts) -> str:
    if item.state is not DutyState.done or item.done_on is None:
        return t(f"state.{item.state}")
    key = "item.done_by_me" if item.done_by_me else "item.done_by"
    return t(key, what=t.of(item.rule.done), who=item.done_by or "", day=t.day(item.done_on))
