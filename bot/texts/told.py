"""What a card tells the family: the message itself, its preview, the list of whose turn it is."""

from collections.abc import Iterator, Mapping

from care.forms.form import IN_WORDS
from locales.catalog import Texts, texts
from services.forms.conversation import Step
from services.forms.letter import Heard, Letter, Readers
from services.forms.telling import State, Telling
from services.forms.tolist import ToldList


def letter_text(letter: Letter, t: Texts) -> str:
    """The message as its reader sees it: ready sentences in their language, the rest as typed."""
    form = letter.form
    opening, closing = (_named(words, letter, t) for words in (form.opening, form.closing))
    above = [t("told.corrected")] if letter.corrected else []
    read = ["", t("told.you_read")] if letter.read else []
    lines = [*above, f"{form.icon} {opening}", "", *_lines(letter, t), "", closing, *read]
    return "\n".join(lines)


def _lines(letter: Letter, t: Texts) -> Iterator[str]:
    for name, value in letter.answers.items():
        question = letter.form.question(name)
        if question.type in IN_WORDS:
            if value.get("words"):
                label = t.of(question.label)
                yield t("form.line", label=label, answer=value["words"])
            continue
        option = question.option(value) if question.type == "choice" else None
        if option is not None and option.tell:
            yield _named(option.tell, letter, t)


def _named(words: Mapping[str, str], letter: Letter, t: Texts) -> str:
    return t.of(words).replace("{child}", letter.child)


def preview_text(step: Step, letter: Letter, t: Texts) -> str:
    """What will be read, in the languages in which it will be, and by whom."""
    to = step.readers or Readers({}, {})
    languages = dict.fromkeys(texts(language).language for language in to.languages)
    shown = [letter_text(letter, texts(language)) for language in languages]
    parts = [t("told.preview"), *(shown or [letter_text(letter, t)])]
    return "\n\n".join([*parts, "\n".join(_readers(to, t))])


def _readers(to: Readers, t: Texts) -> Iterator[str]:
    if to.reached:
        yield t("told.goes_to", names=t("comma").join(to.reached.values()))
    if to.others:
        key = "told.by_phone_too" if to.reached else "told.by_phone"
        yield t(key, names=t("comma").join(to.others.values()))
    if not to.reached and not to.others:
        yield t("told.nobody")


def telling_lines(telling: Telling, t: Texts) -> list[str]:
    """What became of a word that is saved."""
    lines = [t.many("told.sent", telling.sent)] if telling.sent else []
    if telling.told:
        lines.append(t("told.noted"))
    if telling.others:
        lines.append(t("told.by_phone_too", names=t("comma").join(telling.others.values())))
    return lines


def list_text(view: ToldList, t: Texts) -> str:
    """Whose family is still to be told; the children are buttons."""
    title = f"{view.card.form.icon} {t.of(view.card.form.title)}"
    if not view.todo and not view.done:
        return t("form.not_yours")
    if not view.todo:
        return f"{title}\n\n{t('told.all')}\n{t('told.no_reproach')}"
    lines = [title, "", t.many("told.todo", len(view.todo))]
    return "\n".join([*lines, *([t("told.no_reproach")] if view.done else [])])


def state_text(state: State, t: Texts) -> str:
    """One word that was said: to be read aloud, and who knows it."""
    lines = [letter_text(state.letter, t), "", "———"]
    lines += [heard_text(who, answer, t) for who, answer in state.words]
    lines += [t("told.state.left", who=name) for name in state.left.values()]
    return "\n".join(lines)


def heard_text(who: str, answer: str | None, t: Texts) -> str:
    """Whether somebody of the family knows it, and how."""
    match answer:
        case Heard.read:
            return t("told.state.read", who=who)
        case Heard.told:
            return t("told.state.told", who=who)
    return t("told.state.sent", who=who)
