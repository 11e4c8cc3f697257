"""`python -m bench.soak`: the bot is killed again and again while it sends; nothing may be lost.

1. A school's reminders wait in a SQLite store; the sandbox plays Telegram and keeps the time.
2. A real `hongyan run` sends them, and is ended by `kill -9` at moments drawn from a seed; each
   time another one takes its place.
3. The last one may finish. Then the store's word is compared with what the server saw.

A seed replays the moments, not the machine: processes are as fast as they are.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.ledger import WAITING, Ledger, states
from bench.life import Home, Life
from bench.pumping import Sandbox, a_sandbox
from bench.school import DUE, a_school, remind
from storage.seal import Keyring
from storage.store import Store

LONGEST_LIFE = 2.5
LOOK_EVERY = 0.2
YOUNG = 0.2
"""The share of lives that are killed at any moment of their start."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does: `seconds` is the longest it may take, `rate` how many virtual seconds go by
    in a real one, so that a lease of two minutes runs out in four seconds.
    """

    kills: int
    notices: int
    seed: int
    seconds: float
    rate: int = 30


@dataclass(slots=True)
class Result:
    """What came of it."""

    ledger: Ledger
    killed: int = 0
    while_sending: int = 0
    with_nothing_left: int = 0
    exit_code: int = 0
    complaints: int = 0
    drained: bool = False

    @property
    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        checks = {
            "a notice was lost": bool(self.ledger.lost),
            "a repeat was not marked": self.ledger.unflagged > 0,
            "a notice was repeated twice": self.ledger.too_often > 0,
            "the outbox did not empty in time": not self.drained,
            "SIGTERM did not end it cleanly": self.exit_code != 0,
        }
        return [sentence for sentence, failed in checks.items() if failed]


async def soak(plan: Plan) -> Result:
    """Do the whole run; see the module."""
    sent = (DUE + timedelta(minutes=1)).isoformat()
    with tempfile.TemporaryDirectory(prefix="hongyan-soak-") as name:
        async with a_sandbox("--now", sent, "--rate", str(plan.rate)) as sandbox:
            home = Home(Path(name), sandbox.base)
            store = await _prepared(home, sandbox, plan.notices)
            try:
                async with asyncio.timeout(plan.seconds):
                    return await _killing(plan, home, sandbox, store)
            finally:
                await store.close()


async def _prepared(home: Home, sandbox: Sandbox, notices: int) -> Store:
    chats = await sandbox.people(notices)
    ring = Keyring.fresh()
    ring.write(home.key_file)
    store = await Store.open(home.database, ring)
    school = await a_school(store, notices, chats[0])
    await remind(store, school)
    return store


async def _killing(plan: Plan, home: Home, sandbox: Sandbox, store: Store) -> Result:
    dice, result = random.Random(plan.seed), Result(Ledger({}))
    for _ in range(plan.kills):
        before = len(await sandbox.calls())
        result.with_nothing_left += await _drained(store, patience=0)
        async with Life.begin(home) as life:
            if dice.random() >= YOUNG:
                await life.up()
            await asyncio.sleep(dice.uniform(0, LONGEST_LIFE))
            result.killed += await life.kill()
        result.while_sending += len(await sandbox.calls()) > before
        result.complaints += len(life.complaints())
    async with Life.begin(home) as last:
        await last.up()
        result.drained = await _drained(store)
        result.exit_code = await last.stop()
    result.complaints += len(last.complaints())
    result.ledger = Ledger(await states(store))
    result.ledger.note(await sandbox.calls())
    return result


async def _drained(store: Store, patience: float = 180.0) -> bool:
    """Wait until nothing is in the outbox any more; False when it takes too long (seconds)."""
    for _ in range(int(patience / LOOK_EVERY) + 1):
        if not WAITING & set((await states(store)).values()):
            return True
        await asyncio.sleep(min(patience, LOOK_EVERY))
    return False


def show(console: Console, plan: Plan, result: Result) -> None:
    """The result as a table, and what is wrong with it."""
    ledger = result.ledger
    table = Table(title=f"kill -9 while {plan.notices} notices go out, seed {plan.seed}")
    table.add_column("what")
    table.add_column("count", justify="right")
    rows = {
        "kills": result.killed,
        "of them in a life that had sent something": result.while_sending,
        "of them with nothing left to send": result.with_nothing_left,
        **{f"notices {state}": count for state, count in sorted(ledger.counts().items())},
        "lost (must be 0)": len(ledger.lost),
        "repeated": ledger.repeats,
        "repeated without a mark (must be 0)": ledger.unflagged,
        "repeated more than once (must be 0)": ledger.too_often,
        "marked as a repeat, yet the first": ledger.false_marks,
        "ended as unknown, yet never arrived": ledger.given_up_unseen,
        "errors in the log": result.complaints,
    }
    for what, count in rows.items():
        table.add_row(what, str(count))
    console.print(table)
    for sentence in result.broken:
        console.print(f"BROKEN: {sentence} (--seed {plan.seed} replays it)", style="bold red")


def main() -> int:
    """Read the arguments, run, show; 1 when an invariant does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--notices", type=int, help="default 35 for each kill")
    parser.add_argument("--seed", type=int, default=None, help="default: a new one, printed")
    parser.add_argument("--seconds", type=float, help="the longest it may take; default by kills")
    given = parser.parse_args()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    notices = given.notices or 35 * given.kills
    seconds = given.seconds or 300 + 15 * given.kills
    plan = Plan(given.kills, notices, seed, seconds)
    print(f"seed {seed}: at most {seconds:.0f} seconds", file=sys.stderr, flush=True)
    try:
        result = asyncio.run(soak(plan))
    except TimeoutError:
        print(f"BROKEN: not finished in {seconds:.0f} seconds (--seed {seed})", file=sys.stderr)
        return 1
    show(Console(), plan, result)
    return 1 if result.broken else 0
