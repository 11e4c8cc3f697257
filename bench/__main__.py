"""`python -m bench [name …]`: measure, and show every figure beside its peer or limit."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import structlog
from rich.console import Console

from bench import (
    backups,
    history,
    importing,
    imports,
    jobs,
    millions,
    pumping,
    serving,
    starts,
    ticks,
    year,
)
from bench.figures import Figure, as_json, show

Run = Callable[[Any], AsyncIterator[Figure]]


class Bench(NamedTuple):
    """One benchmark: what it measures, how, at full size and as a toy; `long`, where it takes an
    hour and is run only when it is asked for by name.
    """

    title: str
    run: Run
    full: Any
    toy: Any
    long: bool = False


ALL = {
    "ticks": Bench("Cost of a due duty", ticks.run, ticks.FULL, ticks.TOY),
    "millions": Bench("A due duty among millions", millions.run, millions.FULL, millions.TOY),
    "history": Bench("Beside the history of years", history.run, history.FULL, history.TOY),
    "jobs": Bench("Beside a job for each child", jobs.run, jobs.FULL, jobs.TOY),
    "pump": Bench("Sending at the limit", pumping.run, pumping.FULL, pumping.TOY),
    "import": Bench("A large roster in", imports.run, imports.FULL, imports.TOY),
    "prefecture": Bench("A prefecture's roster", importing.run, importing.FULL, importing.TOY),
    "backup": Bench("A store in one file and back", backups.run, backups.FULL, backups.TOY),
    "serving": Bench("A bot that serves", serving.run, serving.FULL, serving.TOY),
    "start": Bench("Start of the command line", starts.run, starts.FULL, starts.TOY),
    "year": Bench("A prefecture's year", year.run, year.FULL, year.TOY, long=True),
}
USUAL = [name for name, bench in ALL.items() if not bench.long]


def main() -> None:
    """Run the benchmarks asked for, by default all that are not long."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=", ".join(ALL))
    parser.add_argument("--toy", action="store_true", help="at a size that says nothing, quickly")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(ALL):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    asyncio.run(_run(arguments.names or USUAL, arguments.toy, arguments.json))


async def _run(names: list[str], toy: bool, json: bool) -> None:
    console, found = _console(), {}
    for name in names:
        bench = ALL[name]
        print(f"{bench.title} …", file=sys.stderr, flush=True)
        found[name] = [figure async for figure in bench.run(bench.toy if toy else bench.full)]
        if not json:
            show(console, bench.title, found[name])
    if json:
        print(as_json(found))


def _console() -> Console:
    """As wide as the terminal, or wide enough where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=140)


if __name__ == "__main__":
    main()
