"""What a sheet says of one child and its family, as plain values that can be kept and compared."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from care.rosters.model import Adult, Birth, ChildRow
from care.words import Role, Status
from storage.children import ChildFacts, TieFacts

DETAILS = ("ethnicity", "address", "remark", "boarding", "birthday")
OF_ADULTS = ("relation", "workplace", "age", "health", "occupation", "address")
FACTS = ("name", "birth", "sex", "left_behind", "away_since")
MAX_BIRTH_PARTS = 3


@dataclass(slots=True)
class AdultSaid:
    """An adult as a sheet named them, with the person that was meant. `missing`: a later sheet of
    the same kind left them out.
    """

    person: int
    name: str
    fields: dict[str, Any]
    missing: bool = False

    @property
    def role(self) -> Role:
        """The role that the sheet gave."""
        return Role(self.fields["role"])

    @property
    def phones(self) -> tuple[str, ...]:
        """The numbers that the sheet stated, E.164."""
        return tuple(self.fields.get("phones") or ())


@dataclass(slots=True)
class Said:
    """What the last sheet said of a child. `missing`: a later one left the child out."""

    school: int
    fields: dict[str, Any] = field(default_factory=dict)
    adults: list[AdultSaid] = field(default_factory=list)
    missing: bool = False

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        names = ("person", "name", "fields", "missing")
        adults = [{name: getattr(adult, name) for name in names} for adult in self.adults]
        return {
            "school": self.school,
            "fields": self.fields,
            "adults": adults,
            "missing": self.missing,
        }


def opened(stored: Mapping[str, Any] | None, school: int) -> Said:
    """What was kept; for a child that no sheet has named, nothing."""
    if stored is None:
        return Said(school)
    adults = [AdultSaid(**adult) for adult in stored["adults"]]
    return Said(stored["school"], dict(stored["fields"]), adults, stored["missing"])


def said_of(row: ChildRow) -> dict[str, Any]:
    """The fields of a child's row, blank ones left out."""
    stated = {
        "class": row.class_name,
        "name": row.name,
        "birth": birth_text(row.birth),
        "sex": row.sex,
        "left_behind": row.left_behind,
        "away_since": _month(row.away_since),
        **{name: getattr(row, name) for name in DETAILS},
    }
    return stated_only(stated)


def said_of_adult(adult: Adult) -> dict[str, Any]:
    """The fields of an adult, blank ones left out. An unclear status says nothing."""
    status = None if adult.status is Status.unclear else adult.status.value
    stated = {"status": status, **{name: getattr(adult, name) for name in OF_ADULTS}}
    return stated_only(stated | {"role": adult.role.value, "phones": list(adult.phones)})


def adults_of(row: ChildRow) -> list[Adult]:
    """Everybody of a row. A mother who is also the guardian is one person with all her numbers."""
    numbers: dict[str, tuple[str, ...]] = {}
    for adult in row.adults:
        numbers[adult.name] = tuple(dict.fromkeys((*numbers.get(adult.name, ()), *adult.phones)))
    family = [replace(adult, phones=numbers[adult.name]) for adult in row.adults]
    helper = [] if row.helper is None else [Adult(row.helper, Role.helper, Status.at_home)]
    return [*family, *helper]


def ours_of(facts: ChildFacts, class_name: str) -> dict[str, Any]:
    """The same fields as the lists have them now."""
    known = {name: getattr(facts, name) for name in FACTS}
    return stated_only({"class": class_name, **known, **facts.details})


def facts_of(fields: Mapping[str, Any], unit_id: int) -> ChildFacts:
    """Fields as facts of a child."""
    details = {name: v for name, v in fields.items() if name not in (*FACTS, "class")}
    known: dict[str, Any] = {name: fields.get(name) for name in FACTS}
    return ChildFacts(unit_id, **known, details=details)


def ours_of_tie(facts: TieFacts) -> dict[str, Any]:
    """The same fields of an adult as the lists have them now."""
    status = None if facts.status is Status.unclear else facts.status.value
    return stated_only({"status": status, "role": facts.role.value, **facts.details})


def tie_of(fields: Mapping[str, Any], old: TieFacts) -> TieFacts:
    """Fields as facts of a tie."""
    status = Status(fields.get("status") or Status.unclear)
    details = {n: v for n, v in fields.items() if n not in ("status", "role")}
    return TieFacts(old.child_id, old.person_id, Role(fields["role"]), status, details)


def stated_only(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is blank."""
    return {name: value for name, value in values.items() if value not in (None, "", (), [])}


def birth_text(birth: Birth | None) -> str | None:
    """As it is stored: 2016-05-09, or less where less is known."""
    if birth is None:
        return None
    parts = (birth.month, birth.day)
    return "-".join([f"{birth.year:04}", *(f"{part:02}" for part in parts if part is not None)])


def birth_of(text: str | None) -> Birth | None:
    """The stored text as a birth."""
    return None if text is None else Birth(*(int(p) for p in text.split("-")[:MAX_BIRTH_PARTS]))


def _month(since: tuple[int, int | None] | None) -> str | None:
    if since is None:
        return None
    year, month = since
    return f"{year:04}" if month is None else f"{year:04}-{month:02}"


def row_kept(row: ChildRow) -> dict[str, Any]:
    """A whole row that waits for an answer, as it is stored."""
    return asdict(row)


def row_opened(stored: Mapping[str, Any]) -> ChildRow:
    """A row that has waited."""
    birth, since = stored["birth"], stored["away_since"]
    return ChildRow(
        **{
            **stored,
            "birth": None if birth is None else Birth(**birth),
            "away_since": None if since is None else tuple(since),
            "adults": tuple(_adults(stored["adults"])),
        }
    )


def _adults(stored: Iterable[Mapping[str, Any]]) -> Iterable[Adult]:
    for adult in stored:
        told = {"role": Role(adult["role"]), "status": Status(adult["status"])}
        yield Adult(**{**adult, **told, "phones": tuple(adult["phones"])})
