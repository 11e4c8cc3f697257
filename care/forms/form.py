"""A form: the questions of one kind of record, who may fill it in and who may read it.

Another type of question is another member of `QuestionType`, with its check in `care.forms.given`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from care.rule import Names, Texts


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


QuestionType = Literal["choice", "choices", "faces", "number", "date", "text", "voice", "photo"]
"""What an answer is. Words may be typed, spoken or photographed."""


IN_WORDS = frozenset[QuestionType]({"text", "voice", "photo"})
"""Answers that are always sealed; those of the family a teacher has to open."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Option(_Frozen):
    """One thing to choose. `raises`: the request that choosing it opens; `confirm`: who is asked
    then in place of those that the form names; `tell`: the sentence that the family reads of it,
    where the form is told to them.
    """

    id: str
    text: Texts
    tell: Texts = {}
    confirm: Names = ()
    raises: Literal["worry", "need", "whereabouts"] | None = None


class Question(_Frozen):
    """One question. `when`: asked only if another answer is (or contains) one of these options.

    `lowest` and `highest` bound a number; `days` says whether a date lies behind or ahead.
    `shared`: the answer may go into a word to the parents. For such a word: `from_shared` names
    questions of other cards with whose shared words this one begins; `as_before`: it begins with
    the choice of the last time.
    """

    id: str
    type: QuestionType
    ask: Texts
    label: Texts
    options: Annotated[tuple[Option, ...], BeforeValidator(_as_tuple)] = ()
    optional: bool = False
    when: dict[str, Names] = {}
    lowest: int = 0
    highest: int = 1_000_000
    days: Literal["past", "future", "any"] = "any"
    shared: bool = False
    from_shared: Names = ()
    as_before: bool = False
    sealed: bool = False
    """A choice that is kept sealed like words: nobody counts it."""

    def option(self, option_id: str) -> Option | None:
        """The option of that id."""
        return next((option for option in self.options if option.id == option_id), None)


class Form(_Frozen):
    """A record card. `kind` is the record that it makes, `row` its row in SYSTEMS.md.

    `fill` and `read` are roles and posts; whoever filled one in can read and correct it for a day.
    `confirm`: the role of the other side, who is asked by `confirm_ask` whether it was so; that
    text may name `{child}` and `{day}`.
    """

    id: str
    version: int
    row: int
    icon: str
    kind: str
    title: Texts
    fill: Names
    read: Names
    confirm: Names = ()
    confirm_ask: Texts = {}
    command: str | None = None
    not_yet: bool = False
    """A no of the other side means not yet, as with a letter: it goes to nobody."""
    several: bool = False
    """About several children at once; it closes nobody's own duty, and opens nothing."""
    quick: bool = False
    """Saved as soon as there is enough; what may be added is offered afterwards."""
    by_itself: bool = False
    """Begun by a message or a button of its own; it stands in no list of cards."""
    to_open: bool = False
    """What the family says in it waits until staff have opened it, also where it has no words."""
    may_be_away: bool = False
    """While it is filled in, one can say that the child is not here now."""
    for_family: bool = False
    """The family's own card: staff who fill it in note what somebody of the family told them."""
    support: str = ""
    """The card that begins what this one is about: a help that runs until a record names no day of
    `review` (rows 49, 66, 67). The card that begins it names itself.
    """
    told: Names = ()
    """Who of the family is told what it says, in a message of their own between `opening` and
    `closing` (which may name `{child}`), and can say that they have read it.
    """
    opening: Texts = {}
    closing: Texts = {}
    questions: tuple[Question, ...]

    @property
    def begins_support(self) -> bool:
        """Whether it begins a support, and does not look at one that runs."""
        return bool(self.support) and self.support == self.id

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError where the form has none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)
