"""Which commands are whose: the menu beside the text box, the list in /help, and the nearest one to
what somebody typed. A name in `COMMANDS` that stands in no line of `WHOSE` is everybody's.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat

from bot.reply import Reply
from care.people import PARENTS
from care.roles import ALLOWED, Act
from care.words import Post, Role
from locales.catalog import Texts
from services.forms.library import Library

LOOK = ("today", "child", "circle", "pair", "week", "overdue", "tasks", "term", "support")
ASK = ("hotline", "number", "need", "worry", "away", "home", "requests")
OWN = ("settings", "language", "privacy", "stop", "help", "sos")
COMMANDS = (*LOOK, *ASK, *OWN)
WHOSE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "child": ALLOWED[Act.see_child] - {Post.hotline_duty, Post.counsellor},
        "circle": ALLOWED[Act.see_child] - {Post.hotline_duty, Post.counsellor},
        "week": ALLOWED[Act.record_for_family],
        "overdue": ALLOWED[Act.see_counts],
        "pair": ALLOWED[Act.manage_lists],
        "tasks": ALLOWED[Act.manage_lists],
        "term": ALLOWED[Act.enter_days],
        "support": ALLOWED[Act.see_class] & ALLOWED[Act.see_talk_notes],
        "hotline": ALLOWED[Act.ask_call],
        "need": ALLOWED[Act.ask_for_help],
        "worry": ALLOWED[Act.ask_for_help],
        "away": ALLOWED[Act.see_child] & frozenset[str](Role),
        "home": PARENTS,
        "requests": ALLOWED[Act.ask_for_help],
    }
)
FAMILY = frozenset[str]((Role.father, Role.mother, Role.parent, Role.guardian))
"""Whose menu everybody has whom we do not know otherwise."""

_FORMS_AFTER = "circle"
_NEAR, _SHORTEST = 0.6, 2


def commands_of(names: Iterable[str], forms: Library, t: Texts) -> dict[str, str]:
    """The commands of somebody with these roles and posts, with what each is for; the record cards
    that they may fill in come after the child's.
    """
    held = frozenset(names)
    return dict(_commands(held, forms, t))


def _commands(held: frozenset[str], forms: Library, t: Texts) -> Iterator[tuple[str, str]]:
    officer = audiences(held) == ["officer"]
    own = {"overdue": t("command.overdue.officer")} if officer else {}
    for name in COMMANDS:
        if name not in WHOSE or WHOSE[name] & held:
            yield name, own.get(name) or t(f"command.{name}")
        if name == _FORMS_AFTER:
            for card in forms.fillable(_with_parents(held)):
                if card.form.command is not None:
                    yield card.form.command, t.of(card.form.title)


def _with_parents(held: frozenset[str]) -> frozenset[str]:
    parents = {Role.father, Role.mother}
    return held | {Role.parent} if held & parents else held


def as_menu(commands: Mapping[str, str]) -> list[BotCommand]:
    """As Telegram takes them."""
    return [BotCommand(command=name, description=words) for name, words in commands.items()]


def menu_for(address: int, commands: Mapping[str, str]) -> Reply:
    """The menu of one chat."""
    scope = BotCommandScopeChat(chat_id=address)
    return Reply((SetMyCommands(commands=as_menu(commands), scope=scope),))


def help_text(names: Iterable[str], commands: Mapping[str, str], t: Texts) -> str:
    """What the bot is for, for each thing that somebody is; then their commands in groups: the
    staff have some thirty.
    """
    parts = [t(f"help.{audience}") for audience in audiences(names)]
    cards = [name for name in commands if name not in COMMANDS]
    groups = (
        (t("help.group.look"), LOOK),
        (t("help.group.note"), cards),
        (t("help.group.ask"), ASK),
        (t("help.group.own"), OWN),
    )
    for head, group in groups:
        lines = [f"/{name} {commands[name]}" for name in group if name in commands]
        if lines:
            parts.append("\n".join([head, *lines]))
    return "\n\n".join(parts)


def audiences(names: Iterable[str]) -> list[str]:
    """What somebody is, most specific first; staff of another kind are just staff."""
    held = frozenset(names)
    found = [audience for audience, posts in AUDIENCES.items() if posts & held]
    posts = held & frozenset[str](Post)
    if posts and not any(posts & AUDIENCES[each] for each in found):
        found.insert(0, "staff")
    return found or ["family"]


AUDIENCES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "class_teacher": frozenset({Post.class_teacher, Post.deputy}),
        "principal": frozenset({Post.principal}),
        "officer": frozenset({Post.officer}),
        "mentor": frozenset({Role.mentor}),
        "helper": frozenset({Role.helper}),
        "family": FAMILY,
    }
)


def mistyped(text: str, commands: Mapping[str, str]) -> bool:
    """Whether it is one word that may have been meant as a command; a sentence never is."""
    return len(text.split()) == 1 and nearest(text, commands) is not None


def nearest(text: str, commands: Mapping[str, str]) -> str | None:
    """The command that somebody may have meant: by its name, or by a word of what it is for."""
    wanted = text.strip().lstrip("/").casefold().split("@")[0]
    first = wanted.split()[0] if wanted.split() else ""
    if close := get_close_matches(first, list(commands), n=1, cutoff=_NEAR):
        return close[0]
    if len(wanted) < _SHORTEST:
        return None
    return next((name for name, words in commands.items() if wanted in words.casefold()), None)
