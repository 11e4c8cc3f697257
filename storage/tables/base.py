"""Column types and naming of all tables: UTC instants, application-made ids, sealed bytes."""

import os
import secrets
from datetime import UTC, datetime
from itertools import count
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, LargeBinary, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The one metadata that the migrations are compared with."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {int: BigInteger}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, `timestamptz` in PostgreSQL, naive UTC text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Sealed = LargeBinary
Found = LargeBinary(32)
"""A keyed hash by which a sealed value can be found again."""


_ids = count(secrets.randbits(62) + 1)


def _begin_elsewhere() -> None:
    global _ids  # noqa: PLW0603 - a forked process must not go on where its parent goes on too
    _ids = count(secrets.randbits(62) + 1)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_elsewhere)


def begin_ids_at(first: int) -> None:
    """Count from here: for a simulated year, which is to be the same whenever it is told again.
    Never in a process that writes to a database.
    """
    global _ids  # noqa: PLW0603 - as above
    _ids = count(first)


def new_id() -> int:
    """A positive 63-bit id, known before the insert so that sealing can bind to it.

    Every process begins at a random place and counts from there: what is written together lies
    together in the indexes. Ids are no secret and prove nothing.
    """
    return next(_ids)


def id_column() -> Any:
    """The primary key of a row whose id the application makes."""
    return mapped_column(BigInteger, primary_key=True, autoincrement=False)
