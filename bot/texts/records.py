"""What was written on record cards: lists, one record, where a letter stands."""

from collections.abc import Sequence

from bot.texts.forms import answer_lines, head
from bot.texts.items import LONGEST
from bot.texts.told import heard_text
from locales.catalog import Texts
from services.forms.letter import Heard
from services.forms.letters import LetterView
from services.forms.on_card import OnCard
from services.forms.profile import ProfileView
from services.forms.reading import RecordLine, RecordsView, RecordView, WordView


def records_text(view: RecordsView, t: Texts) -> str:
    """The latest records about a child."""
    if not view.lines:
        return t("records.none", child=view.child)
    lines = [_line(line, t) for line in view.lines]
    return "\n".join([t("records.head", child=view.child), "", *lines])


def profile_text(view: ProfileView, t: Texts) -> str:
    """What the school knows of a child, a line for each answer."""
    if not view.answers:
        return t("profile.none", child=view.child)
    lines = answer_lines(view.form, view.answers, t)
    return "\n".join([head(view.form, [view.child], t), "", *lines, "", t("profile.hint")])


def written_text(lines: Sequence[RecordLine], t: Texts) -> str:
    """What the reader wrote within the last day."""
    if not lines:
        return t("records.none_of_mine")
    said = [t("records.mine_line", child=line.child, what=_line(line, t)) for line in lines]
    return "\n".join([t("records.mine"), "", *said])


def _line(line: RecordLine, t: Texts) -> str:
    what = f"{line.form.icon} {t.of(line.form.title)}"
    return t("records.line", day=t.day(line.day), what=what, by=_by(line, t))


def _by(line: RecordLine, t: Texts) -> str:
    by = line.author
    if line.told_by is not None:
        by = t("record.told_by", author=line.author, who=line.told_by)
    return t("record.corrected", by=by) if line.corrected else by


def record_texts(view: RecordView, t: Texts) -> list[str]:
    """One record, in as many messages as its words need."""
    line = view.line
    above = [head(line.form, [line.child], t), f"{t.day(line.day)} · {_by(line, t)}", ""]
    said = answer_lines(line.form, view.answers, t)
    words = [_word(each, t) for each in view.words]
    return _messages([*above, *said, *(["", *words] if words else [])])


def _word(word: WordView, t: Texts) -> str:
    if word.word is None:
        return t("record.asked", who=word.who)
    if word.day is not None:
        return t("record.said_day", who=word.who, day=t.day(word.day))
    if word.word in set(Heard):
        return heard_text(word.who, word.word, t)
    return t("record.said_yes" if word.word == "yes" else "record.said_no", who=word.who)


def _messages(lines: Sequence[str]) -> list[str]:
    found = [""]
    for line in lines:
        if len(found[-1]) + len(line) > LONGEST:
            found.append("")
        found[-1] += line + "\n"
    return [text.strip() for text in found]


def card_lines(written: OnCard, t: Texts) -> list[str]:
    """What a child's card says of letters and calls."""
    lines = [] if written.letter is None else [letter_line(written.letter, t)]
    return [*lines, t("card.no_call")] if written.no_call else lines


def letter_line(letter: LetterView, t: Texts) -> str:
    """Where a letter stands: sent, arrived, answered."""
    if letter.answered_on is not None:
        day, key = letter.answered_on, "letter.answered"
    elif letter.arrived_on is not None:
        day, key = letter.arrived_on, "letter.arrived"
    else:
        return t("letter.sent", sent=t.day(letter.sent_on))
    return t(key, sent=t.day(letter.sent_on), day=t.day(day))
