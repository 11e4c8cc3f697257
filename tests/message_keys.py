"""Finds the message keys that the code asks for, so that no text can be missing or left over.

Read from the source: the first argument of `t(…)`, `T(…)`, `many(…)` and of the command line's
`say`, `warn`, `fail` and `misused`; the codes of faults, questions and problems. A key put
together at run time must come from a loop over names written there, or from a family below.
"""

import ast
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from bot.keyboards.requests import CASE_ACTS
from bot.menus import AUDIENCES, COMMANDS
from bot.texts.differing import CODED, FIELDS
from bot.texts.sheets import COUNTED as SHEET_COUNTS
from care.cadences import DayOfWeek, Window
from care.changes import OF_POSTS
from care.circumstances import KeyReason
from care.contact import Clear, Side
from care.delivery import NoticeState
from care.numbers import NumberKind
from care.occasions import NAMES as OCCASIONS
from care.openings import Days
from care.openings import Means as Means_
from care.requests import PLAIN_ENDINGS, Ending, ReportedTo, What
from care.sos import Code
from care.sos import Ending as SosEnding
from care.tasks import ANSWERS
from care.weekly import NOT_REACHED, Means
from care.whereabouts import Found, Spoke
from care.words import ChangeCode, DutyState, NewsCode, Post, Reach, Role, Status, TaskKind
from cli import simulate
from cli.checks.finding import Check
from cli.demo import CAST
from cli.importing import COUNTED
from cli.settings import Settings
from locales.catalog import LANGUAGES
from services.calendar.saying_still import Heard
from services.duties.answering import Reason
from services.duties.case import Answered
from services.duties.excusing import Why
from services.forms.confirming import Word
from services.forms.correcting import Back
from services.hotline.asking import Line
from services.hotline.keeping import Declined
from services.hotline.showing import CALL_ACTS
from services.importing.bringing import Bringing
from services.joining.steps import Step
from services.keeping.erasing import Refused
from services.lists.circle import INVITED
from services.lists.codes import Way
from services.lists.values import Outcome
from services.live.switching import Switching
from services.moving.place import Moved
from services.moving.years import Opened
from services.outbox.office import Verdict
from services.requests.handling import Did
from services.requests.raising import Raised
from services.sos.answering import Answer
from services.tasks.settling import Settled
from storage.erasing import Kind
from storage.keeping import Kept

FILL_ACTS = ("next", "skip", "back", "save", "drop", "go", "tick")
ROOT = Path(__file__).parent.parent
ASKS = {"t": 0, "T": 0, "many": 0, "has": 0}
SPEAKS = {"fail": 0, "warn": 0, "say": 0, "misused": 0, "_print_cells": 0}
STORE = {
    *("StoreError", "BusyError", "WrongKeyError", "UnreachableError", "KeyFileError"),
    *("BackupError", "KeyChangeError", "SidecarError"),
    *("NewerSchemaError", "NoLongerLeadingError", "LockError"),
}
FAULTS = {"fault": 2, "_fault_at": 1, "CellError": 0, "Fault": 2, "_twice": 2}
FINDINGS = {"HookError": 0, "fine": 0, "doubtful": 0, "broken": 0}
QUESTIONS = {"ask": 2, "ask_once": 2, "Question": 2, "_ask_absence": 1, "__init__": 0}

SINKS: dict[str, dict[str, tuple[int, str]]] = {
    folder: {name: (place, head) for names, head in sinks for name, place in names.items()}
    for folder, sinks in {
        "bot": [(ASKS | {"digest": 2}, "")],
        "handlers": [(ASKS, "")],
        "cli": [(ASKS, ""), (SPEAKS, ""), (FINDINGS, "")],
        "storage": [(dict.fromkeys(STORE, 0), "")],
        "locales": [({"self": 0}, "")],
        "services": [({"WorkbookError": 0}, "workbook.error.")],
        "care": [({"Problem": 2}, "plan.problem.")],
        "care/forms": [({"Problem": 2}, "plan.problem."), ({"Wrong": 0}, "form.wrong.")],
        "services/forms": [({"Wrong": 0}, "form.wrong."), ({"Problem": 2}, "plan.problem.")],
        "care/rosters": [
            (FAULTS, "roster.fault."),
            (QUESTIONS, "roster.question."),
            ({"_told": 0}, "roster.remark."),
            ({"NoTable": 0}, "roster.error."),
        ],
    }.items()
}

ROLES = (*Role, *Post, "holder")
CAST_ROLES = tuple(role for role, _, _ in CAST)
PERIODS = ("week", "month", "quarter", "year")
BY_CODE = ()
"""Their codes are read where they are made."""

FAMILIES: dict[str, Iterable[str]] = {
    "answer.{result.result}": (f"answer.{it}" for it in Answered),
    "join.{result.step}": (f"join.{it}" for it in Step if it not in (Step.language, Step.welcome)),
    "reason.{item.reason}": (f"reason.{it}" for it in (*Reason, NOT_REACHED)),
    "weekly.{means}": (f"weekly.{it}" for it in Means),
    "state.{item.state}": (f"state.{it}" for it in DutyState if it is not DutyState.open),
    "task.{task.kind}": (f"task.{it}" for it in TaskKind),
    "task.{task.kind}.{answer}": (f"task.{kind}.{it}" for kind in TaskKind for it in ANSWERS[kind]),
    "moved.{moved}": (f"moved.{it}" for it in Moved),
    "year.{result}": (f"year.{it}" for it in Opened),
    "settled.{result}": (f"settled.{it}" for it in Settled),
    "news.{news.code}": (
        f"news.{it}" for it in NewsCode if it not in (NewsCode.task, NewsCode.still_so)
    ),
    "still.said.{result.heard}": (f"still.said.{it}" for it in Heard if it is not Heard.not_yours),
    "sheet.{brought.result}": (f"sheet.{it}" for it in Bringing if it is not Bringing.unreadable),
    "sheet.count.{name}": (f"sheet.count.{it}" for it in SHEET_COUNTS),
    "sheet.cells.{family}": (f"sheet.cells.{it}" for it in ("fault", "question", "remark")),
    "sheet.button.{act}": ("sheet.button.accept", "sheet.button.discard"),
    "{family}.error.{brought.error.code}": BY_CODE,
    "change.{change}": (f"change.{it}" for it in ChangeCode),
    "change.{change}_from": (f"change.{it}_from" for it in OF_POSTS),
    "change_label.{change}": (f"change_label.{it}" for it in ChangeCode),
    "status.{status}": (f"status.{it}" for it in Status),
    "status.{it}": (f"status.{it}" for it in Status),
    "status.{a.status}": (f"status.{it}" for it in Status),
    "status.{adult.status}": (f"status.{it}" for it in Status),
    "reach.{adult.reach}": (f"reach.{it}" for it in (*Reach, INVITED)),
    "outcome.{asked[0]}": (f"outcome.{it}" for it in Outcome if it is not Outcome.confirm),
    "outcome.{outcome}": (f"outcome.{it}" for it in Outcome if it is not Outcome.confirm),
    "way.{found.way}": (f"way.{it}" for it in Way if it is not Way.not_yours),
    "typed.{result.typing}": ("typed.bad_name", "typed.bad_number"),
    "role.{post}": (f"role.{it}" for it in Post),
    "role.{role}": (f"role.{it}" for it in ROLES),
    "form.{step.stage}": ("form.nothing", "form.not_yours"),
    "form.{result}": (f"form.{it}" for it in Back),
    "form.wrong.{wrong.code}": ("form.wrong.faces", "form.wrong.number"),
    "form.button.{act}": (f"form.button.{it}" for it in (*FILL_ACTS, "correct", "undo")),
    "other.{word}": (f"other.{it}" for it in Word),
    "other.said.{word}": (f"other.said.{it}" for it in Word),
    "live.result.{switched.result}": (
        f"live.result.{it}" for it in Switching if it is not Switching.done
    ),
    "role.{load.role}": (f"role.{it}" for it in ROLES),
    "role.{gap.post}": (f"role.{it}" for it in ROLES),
    "role.{result.role}": (f"role.{it}" for it in ROLES),
    "role.{invited.role}": (f"role.{it}" for it in ROLES),
    "role.{i.role}": (f"role.{it}" for it in ROLES),
    "role.{rung.to}": (f"role.{it}" for it in ROLES),
    "role.{name}": (f"role.{it}" for it in ROLES),
    "simulate.{name}": (f"simulate.{it}" for it in (*simulate.FIGURES, *simulate.HOURS)),
    "simulate.column.{name}": (f"simulate.column.{it}" for it in simulate.COLUMNS),
    "outbox.{each.verdict}": (f"outbox.{it}" for it in Verdict),
    "notice_state.{state}": (f"notice_state.{it}" for it in NoticeState),
    "emergency.{number}": (
        f"emergency.{it}" for it in Settings.model_fields["emergency_numbers"].default
    ),
    "sos.note.{view.code}": (f"sos.note.{it}" for it in Code),
    "sos.ending.{view.ending}": (f"sos.ending.{it}" for it in SosEnding),
    "sos.end.{it}": (f"sos.end.{it}" for it in SosEnding),
    "sos.answer.{answer}": (f"sos.answer.{it}" for it in Answer if it is not Answer.family_told),
    "command.{name}": (f"command.{it}" for it in COMMANDS),
    "language.{code}": (f"language.{it}" for it in LANGUAGES),
    "language.{t.language}": (f"language.{it}" for it in LANGUAGES),
    "help.{audience}": (f"help.{it}" for it in ("staff", *AUDIENCES)),
    "contact.{contact.side}": (f"contact.{it}" for it in Side),
    "clear.{clear}": (f"clear.{it}" for it in Clear),
    "role.{each.post}": (f"role.{it}" for it in ROLES),
    "{act}.{choice}": (
        *("later.after_shift", "later.tomorrow", "later.sunday"),
        *(f"cannot.{it}" for it in Reason),
    ),
    "{step}.{value}": ("consent.yes", "consent.no", "withdraw.yes", "withdraw.no"),
    "means.{it}": (f"means.{it}" for it in Means_),
    "means.{means}": (f"means.{it}" for it in Means_),
    "means.{view.means}": (f"means.{it}" for it in Means_),
    "call_why.{why}": (f"call_why.{it}" for it in (*Declined, "unanswered")),
    "call_button.{act}": (f"call_button.{it}" for it in CALL_ACTS),
    "line.{result}": (f"line.{it}" for it in Line),
    "number.kind.{kind}": (f"number.kind.{it}" for it in NumberKind),
    "days.{days}": (f"days.{it}" for it in Days),
    "what.{it}": (f"what.{it}" for it in What),
    "what.{wish.what}": (f"what.{it}" for it in What),
    "what.{line.what}": (f"what.{it}" for it in What),
    "what.{view.what}": (f"what.{it}" for it in What),
    "reported.{to}": (f"reported.{it}" for it in ReportedTo),
    "reported.{view.reported_to}": (f"reported.{it}" for it in ReportedTo),
    "ending.{it}": (f"ending.{it}" for it in PLAIN_ENDINGS),
    "ending.{view.outcome}": (f"ending.{it}" for it in Ending if it is not Ending.reported),
    "found.{it}": (f"found.{it}" for it in Found),
    "found.{said['found']}": (f"found.{it}" for it in Found),
    "spoke.{it}": (f"spoke.{it}" for it in Spoke),
    "saw.{said['spoke']}": (f"saw.{it}" for it in Spoke),
    "where.button.{act}": ("where.button.open", "where.button.whom"),
    "case_button.{act}": (f"case_button.{it}" for it in CASE_ACTS),
    "raised.{raised}": (f"raised.{it}" for it in Raised),
    "did.{did}": (f"did.{it}" for it in Did),
    "pair.new.{role}": ("pair.new.mentor", "pair.new.helper"),
    "role.{each.role}": (f"role.{it}" for it in ROLES),
    "excuse.reason.{why}": (f"excuse.reason.{it}" for it in Why),
    "excuse.reason.{item.excuse}": (f"excuse.reason.{it}" for it in Why),
    "birthday.{by}": (f"birthday.{it}" for it in ("sun", "moon", "leap", "type", "none")),
    "answer.{result}": (f"answer.{it}" for it in Answered),
    "key.reason.{it}": (f"key.reason.{it}" for it in KeyReason),
    "key.reason.{reason}": (f"key.reason.{it}" for it in KeyReason),
    "key.reason.{flag.reason}": (f"key.reason.{it}" for it in KeyReason),
    "kept.{line.kind}": (f"kept.{it}" for it in Kept),
    "stays.{name}": (f"stays.{it}" for it in ("records", "words", "journal")),
    "erase.{why}": (f"erase.{it}" for it in Refused),
    "cli.erase.ask.{kind}": (f"cli.erase.ask.{it}" for it in Kind),
    "demo.label.{role}": (f"demo.label.{it}" for it in CAST_ROLES),
    "demo.place.{role}": (f"demo.place.{it}" for it in CAST_ROLES),
    "cli.tasks.{settled}": (f"cli.tasks.{it}" for it in Settled if it is not Settled.done),
    "cli.import.{name}": (f"cli.import.{it}" for it in COUNTED),
    "field.{name}": (f"field.{it}" for it in FIELDS),
    "value.{field}.{code}": (f"value.{field}.{it}" for field in CODED for it in CODED[field]),
    "doctor.check.{check}": (f"doctor.check.{it}" for it in Check),
    "cadence.{per}": (f"cadence.{it}" for it in PERIODS),
    "weekday.{name}": (f"weekday.{it}" for it in get_args(DayOfWeek)),
    "window.{each}": (f"window.{it}" for it in get_args(Window)),
    "occasion.{each}": (f"occasion.{it}" for it in OCCASIONS),
    "plan.problem.{problem.code}": BY_CODE,
    "roster.{family}.{cell.code}": BY_CODE,
    "{_family(error)}.error.{error.code}": BY_CODE,
}
FAMILIES = {pattern: tuple(keys) for pattern, keys in FAMILIES.items()}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class CannotTellError(Exception):
    """A key is put together in a way that this reader does not understand."""


@dataclass(slots=True)
class Module:
    """One source file, with a way from every node to what it stands in."""

    path: str
    tree: ast.Module

    def __post_init__(self) -> None:
        for parent in ast.walk(self.tree):
            for child in ast.iter_child_nodes(parent):
                child.parent = parent  # type: ignore[attr-defined]  # ast allows it

    def functions(self) -> dict[str, Function]:
        found = (node for node in ast.walk(self.tree) if isinstance(node, Function))
        return {node.name: node for node in found}


def keys_in(source: str, folder: str, path: str = "<text>") -> Iterator[tuple[str, str]]:
    """Every key that a source asks for, with the place where it does."""
    module = Module(path, ast.parse(source))
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func)
        if name not in SINKS[folder] or (name == "say" and folder != "cli"):
            continue
        place, head = SINKS[folder][name]
        for code in _argument(module, node, place, folder):
            yield head + code, f"{path}:{node.lineno}"


@cache
def required() -> Mapping[str, str]:
    """Every key that the product's code asks for, and one place where it does."""
    return {
        key: place
        for folder in SINKS
        for path in _modules(folder)
        for key, place in keys_in(
            path.read_text(encoding="utf-8"), folder, str(path.relative_to(ROOT))
        )
    }


def _modules(folder: str) -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        nested = folder == "care" and "rosters" in path.parts
        if not nested and path.parent.name != "versions":
            yield path


def _called(function: ast.expr) -> str:
    """The last part of what is called; `texts(language)(key)` counts as `t`."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=inner) if _called(inner) == "texts":
            return "t"
    return ""


def _argument(module: Module, call: ast.Call, place: int, folder: str) -> set[str]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    if len(call.args) <= place and not named:
        return set()
    expression = named[0] if named else call.args[place]
    if _passed_on(module, expression):
        return set()
    try:
        return {value for value in _values(module, expression, None) if value is not None}
    except CannotTellError as error:
        where = f"{module.path}:{call.lineno}"
        raise CannotTellError(f"{where}: {ast.unparse(expression)} ({folder})") from error


def _passed_on(module: Module, expression: ast.expr) -> bool:
    """A parameter, or the code of an error that was caught: read where it was given."""
    if isinstance(expression, ast.Attribute):
        return expression.attr == "code"
    function = _function_around(expression)
    if not isinstance(expression, ast.Name) or function is None:
        return False
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return any(each.arg == expression.id for each in given)


def _function_around(node: ast.AST) -> Function | None:
    while (node := getattr(node, "parent", None)) is not None:  # type: ignore[assignment]  # None ends it
        if isinstance(node, Function):
            return node
    return None


def _values(module: Module, node: ast.expr, index: int | None) -> set[str | None]:
    """All texts that an expression may be; `index` picks a part of a tuple."""
    found: set[str | None]
    match node:
        case ast.Constant(value=str() | None as value):
            found = {value}
        case ast.IfExp(body=body, orelse=other):
            found = _values(module, body, index) | _values(module, other, index)
        case ast.Tuple(elts=parts) if index is not None:
            found = _values(module, parts[index], None)
        case ast.Name(id=name):
            found = _of_name(module, node, name, index)
        case ast.JoinedStr(values=parts):
            found = _joined(module, node, parts)
        case ast.Subscript(value=ast.Name(id=name)):
            found = _of_table(module, name)
        case ast.Call(func=ast.Name(id=name)):
            found = _returned(module, name, index)
        case _:
            raise CannotTellError(ast.unparse(node))
    return found


def _of_name(module: Module, node: ast.Name, name: str, index: int | None) -> set[str | None]:
    function = _function_around(node) or module.tree
    if (loop := _loop_around(node, name)) is not None:
        return _listed(module, function, loop)
    found: set[str | None] = set()
    for each in ast.walk(function):
        match each:
            case ast.Assign(
                targets=[ast.Name(id=target)],
                value=ast.IfExp(body=value, orelse=ast.Name(id=other)),
            ) if target == other == name:
                found |= _values(module, value, index)
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found |= _values(module, value, index)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                for place, part in enumerate(targets):
                    if _is_named(part, name):
                        found |= _values(module, value, place)
    if not found:
        raise CannotTellError(name)
    return found


def _loop_around(node: ast.AST, name: str) -> ast.expr | None:
    """What the innermost loop that gives this name goes through."""
    while (node := getattr(node, "parent", None)) is not None:  # type: ignore[assignment]  # None ends it
        loops = [node] if isinstance(node, ast.For) else getattr(node, "generators", [])
        for loop in loops:
            if _is_named(loop.target, name):
                found: ast.expr = loop.iter
                return found
    return None


def _is_named(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def _listed(module: Module, function: ast.AST, listed: ast.expr) -> set[str | None]:
    """The texts that a loop goes through, where they are written down."""
    if isinstance(listed, ast.Name):
        for each in ast.walk(function):
            if isinstance(each, ast.Assign) and _is_named(each.targets[0], listed.id):
                return _listed(module, function, each.value)
    if not isinstance(listed, ast.Tuple | ast.List):
        raise CannotTellError(ast.unparse(listed))
    return {value for part in listed.elts for value in _values(module, part, None)}


def _joined(module: Module, node: ast.JoinedStr, parts: list[ast.expr]) -> set[str | None]:
    pattern = ast.unparse(node)[2:-1]
    if pattern in FAMILIES:
        return set(FAMILIES[pattern])
    choices = []
    for part in parts:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        choices.append([str(value) for value in _values(module, inner, None)])
    return {"".join(pieces) for pieces in itertools.product(*choices)}


def _of_table(module: Module, name: str) -> set[str | None]:
    for each in ast.walk(module.tree):
        match each:
            case ast.Assign(targets=[ast.Name(id=there)], value=ast.Dict(values=texts)):
                if there == name:
                    return {v for text in texts for v in _values(module, text, None)}
    raise CannotTellError(name)


def _returned(module: Module, name: str, index: int | None) -> set[str | None]:
    """What a function returns, be it here or in another module of the same folder."""
    folder = (ROOT / module.path).parent
    for path in [ROOT / module.path, *sorted(folder.glob("*.py"))]:
        if not path.is_file():
            continue
        other = Module(str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8")))
        function = other.functions().get(name)
        if function is not None:
            returns = (each for each in ast.walk(function) if isinstance(each, ast.Return))
            texts = (_values(other, each.value, index) for each in returns if each.value)
            return set().union(*texts)
    raise CannotTellError(name)
