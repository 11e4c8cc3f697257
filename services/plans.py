"""Finding a plan's text: the programmes that ship with the product, and a bureau's own folder."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

import tomli_w

from care.plan import load
from care.plan_checks import LONGEST_ID
from care.plan_extends import composed

_ENDING = ".toml"


class UnknownPlanError(LookupError):
    """No plan of that id is known; `known` are the ids there are."""

    def __init__(self, plan_id: str, known: tuple[str, ...]) -> None:
        self.plan_id = plan_id
        self.known = known
        super().__init__(plan_id)


def shipped(extra: Path | None = None) -> Mapping[str, Traversable]:
    """Every plan file by its id (the file's name); one in the folder `extra` goes before ours."""
    found = _plans_in(files("plans"))
    if extra is not None:
        found |= _plans_in(extra)
    return MappingProxyType(dict(sorted(found.items())))


def find(plan_id: str, extra: Path | None = None) -> str:
    """The TOML text of a plan, for `care.plan.load`, with all that it builds on written out: so a
    school's plan stays what it is when another one is edited. Raises UnknownPlanError, and
    PlanError where it builds on something that is not there.
    """
    known = shipped(extra)
    if plan_id not in known:
        raise UnknownPlanError(plan_id, tuple(known))

    def text_of(name: str) -> str:
        return known[name].read_text(encoding="utf-8-sig")

    return composed(text_of(plan_id), tuple(known), text_of)


def find_all(plan_ids: Iterable[str], extra: Path | None = None) -> str:
    """The TOML text of several plans as one, which has the rules of all of them as a file that
    `extends` them would. Raises the same as `find`, and PlanError where two of them differ.
    """
    ids = list(dict.fromkeys(plan_ids))
    if len(ids) == 1:
        return find(ids[0], extra)
    plans = [load(find(plan_id, extra)) for plan_id in ids]
    languages = [name for name in plans[0].title if all(name in plan.title for plan in plans)]
    whole = {
        "extends": ids,
        "id": "-".join(plan.id for plan in plans)[:LONGEST_ID].rstrip("-"),
        "version": 1,
        "title": {name: " + ".join(plan.title[name] for plan in plans) for name in languages},
    }
    known = shipped(extra)
    return composed(
        tomli_w.dumps(whole),
        tuple(known),
        lambda name: known[name].read_text(encoding="utf-8-sig"),
    )


def _plans_in(folder: Traversable) -> dict[str, Traversable]:
    return {
        entry.name.removesuffix(_ENDING): entry
        for entry in folder.iterdir()
        if entry.name.endswith(_ENDING)
    }
