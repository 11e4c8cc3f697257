"""`hongyan demo`: bot, sandbox and page on this machine, with a school of our own making.

The sandbox is a process of its own; the bot meets it only over HTTP, as it would meet Telegram.
The school has been live since its term began, with one class; the others wait for the principal.
"""

import asyncio
import json
import logging
import os
import sys
import tempfile
import threading
import urllib.request
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from care.almanac import Term
from care.hours import local_date
from care.rosters.read import read
from cli.importing import import_reading
from cli.inviting import LINK, make_invitations, schools_named
from cli.logs import set_up_logs
from cli.opening import opened
from cli.present import present
from cli.run import serve, stop_on_signals
from cli.settings import Settings
from cli.terminal import T, fail, say
from services.duties.programmes import enter_term
from services.joining.inviting import Invited
from services.sheets.workbook import open_grids
from storage.seal import Keyring

TOKEN = "424242:demo-demo-demo-demo-demo-demo-demo-demo"  # noqa: S105 - of the sandbox
BOT = ("--bot-name", "鸿雁 Hongyan", "--bot-username", "hongyan_demo_bot")
SCHOOL = "红柳湾小学"
SHEETS = ("roster.xlsx", "staff.xlsx")
CHILD = "马小满"
CLASS = "三年级(1)班"
CAST = (
    ("father", "👷", CHILD),
    ("guardian", "👵", CHILD),
    ("class_teacher", "👩‍🏫", CLASS),
    ("principal", "👨‍💼", SCHOOL),
)
"""Whose phones are shown: role, picture, and the child or unit by which the person is found."""


def demo(port: int, no_browser: bool, now: str | None) -> None:
    """Run until Ctrl-C. Everything is kept in a folder that is removed at the end."""
    set_up_logs(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="hongyan-demo-", ignore_cleanup_errors=True) as folder:
        asyncio.run(_demo(Path(folder), port, no_browser, now))


async def _demo(folder: Path, port: int, no_browser: bool, now: str | None) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    async with _sandbox(port, now) as base:
        settings = _settings(folder, base)
        Keyring.fresh().write(settings.key_file)
        await _prepare(settings, base)
        say("demo.ready", url=base)
        if not no_browser and _has_screen():
            threading.Thread(target=webbrowser.open, args=[base], daemon=True).start()
        await serve(settings, stop)


def _has_screen() -> bool:
    """Without one, opening a browser could start one in the terminal, in front of everything."""
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


def _settings(folder: Path, base: str) -> Settings:
    return Settings(
        database=f"sqlite:///{folder / 'demo.db'}",
        key_file=folder / "demo.key",
        token=SecretStr(TOKEN),
        api=base,
        clock_url=f"{base}/sandbox/clock",
        heartbeat_file=folder / "heartbeat",
        sos="chain",
        plan="linxia",
        plans_dir=None,
    )


@asynccontextmanager
async def _sandbox(port: int, now: str | None) -> AsyncIterator[str]:
    """The sandbox as a process that ends with this one; yields its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--port", str(port), "--with-parent", *BOT),
        *(() if now is None else ("--now", now)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdout is None:
            fail("demo.no_sandbox", port=port)
        line = (await process.stdout.readline()).decode().strip()
        if "http" not in line:
            fail("demo.no_sandbox", port=port)
        yield line[line.index("http") :]
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _prepare(settings: Settings, base: str) -> None:
    """The school's sheets in, its term, invitations, and a phone for everybody in the cast."""
    now = present(settings)
    today = local_date(now, settings.zone)
    for name in SHEETS:
        with as_file(files("examples") / name) as path:
            await import_reading(settings, read(open_grids(path), today), SCHOOL)
    async with opened(settings) as store, store.write() as work:
        for school in await schools_named(work, SCHOOL):
            term = _term(today)
            live = [unit.id for unit in await work.units.below(school.id) if unit.name == CLASS]
            await work.units.go_live([school.id, *live], term.starts_on, None)
            await enter_term(work, school.id, term, now)
    made = (await make_invitations(settings)).made
    bot = await asyncio.to_thread(_call, f"{base}/bot{TOKEN}/getMe")
    for role, picture, of in CAST:
        invited = _invited(made, role, of)
        link = LINK.format(bot=bot["result"]["username"], token=invited.token)
        phone = _phone(invited, role, picture, link)
        await asyncio.to_thread(_call, f"{base}/sandbox/phones", phone)


def _term(today: date) -> Term:
    """A term that began a week ago and has seventeen weeks to go."""
    return Term(T("demo.term"), today - timedelta(weeks=1), today + timedelta(weeks=17))


def _invited(made: tuple[Invited, ...], role: str, of: str) -> Invited:
    return next(i for i in made if i.role == role and of in (i.child, i.unit))


def _phone(invited: Invited, role: str, picture: str, link: str) -> dict[str, Any]:
    return {
        "first_name": invited.person,
        "phone": invited.phone,
        "language_code": T.language,
        "label": T(f"demo.label.{role}"),
        "subtitle": T(f"demo.place.{role}"),
        "avatar": picture,
        "link": link,
    }


def _call(url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        result: dict[str, Any] = json.load(answer)
        return result
