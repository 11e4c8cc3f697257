"""A child's contact card in words, and who is around the child, as its own family sees them."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from bot.texts.facts import stay_lines
from bot.texts.items import on_card
from care.contact import Clear, Contact, Light
from locales.catalog import Texts
from services.child_card import AtSchool, FamilyCard, FamilyCircle

_LIGHTS: Mapping[Light, str] = MappingProxyType(
    {Light.green: "🟢", Light.yellow: "🟡", Light.red: "🔴"}
)
_KNOWN, _MISSING = "●", "○"


def contact_lines(contacts: Sequence[Contact], t: Texts) -> list[str]:
    """The three last dates, a line each."""
    return [_contact(each, t) for each in contacts]


def _contact(contact: Contact, t: Texts) -> str:
    day = t("contact.never") if contact.last_on is None else t.day(contact.last_on)
    return f"{_LIGHTS[contact.light]} {t(f'contact.{contact.side}', day=day)}"


def known_lines(known: Collection[Clear] | None, t: Texts) -> list[str]:
    """The five clears as lights, and what is missing; for the staff."""
    if known is None:
        return []
    lights = "".join(_KNOWN if clear in known else _MISSING for clear in Clear)
    missing = [t(f"clear.{clear}") for clear in Clear if clear not in known]
    if not missing:
        return [t("clear.all", lights=lights)]
    return [t("clear.missing", lights=lights, missing=t("list.comma").join(missing))]


def card_text(card: FamilyCard, t: Texts) -> str:
    """One's own child: what waits, when they were last in touch, whom to ask."""
    head = t("child.head", name=card.name, unit=card.unit)
    lines = [head, *stay_lines(card.stays, t), ""]
    lines += [on_card(item, t) for item in card.items] or [t("child.nothing_open")]
    if card.contacts:
        lines += ["", t("contact.head"), *contact_lines(card.contacts, t)]
    return "\n".join([*lines, *_school(card.school, t)])


def kin_text(circle: FamilyCircle, t: Texts) -> str:
    """Who is around one's own child."""
    lines = [t("kin.head", child=circle.name), ""]
    for each in circle.kin:
        roles = t("list.comma").join(t(f"role.{role}") for role in each.roles)
        hears = t("kin.hears") if each.hears else t("kin.silent")
        lines.append(t("kin.line", name=each.name, roles=roles, hears=hears))
    return "\n".join([*lines, *_school(circle.school, t)])


def _school(school: Sequence[AtSchool], t: Texts) -> list[str]:
    if not school:
        return []
    lines = [t("kin.at_school", role=t(f"role.{each.post}"), name=each.name) for each in school]
    return ["", t("kin.school"), *lines]
