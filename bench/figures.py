"""What a benchmark returns, and how it is shown."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured, beside a peer or a limit of the same run; `ratio` is the one over the
    other, None where a number stands for itself.
    """

    what: str
    measured: str
    beside: str
    ratio: float | None


def show(console: Console, title: str, figures: Iterable[Figure]) -> None:
    """The figures of one benchmark as a table."""
    table = Table(title=title, title_justify="left", show_edge=False)
    for heading in ("what", "measured", "beside"):
        table.add_column(heading, overflow="fold")
    table.add_column("ratio", justify="right")
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(figure.what, figure.measured, figure.beside, ratio)
    console.print(table)
    console.print()


def as_json(figures: dict[str, list[Figure]]) -> str:
    """All figures by benchmark, for keeping."""
    return json.dumps({name: [asdict(f) for f in found] for name, found in figures.items()})


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)
