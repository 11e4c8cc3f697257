"""The command line. What needs the Telegram library imports it only when it is asked for."""

import os
import sys
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from cli.backing_up import backup, restore
from cli.closing import close, closed, open_
from cli.coverage import coverage
from cli.doctor import doctor
from cli.erasing import erase
from cli.forms import forms
from cli.health import health
from cli.hotline import hotline
from cli.importing import import_
from cli.inviting import invite_
from cli.keeping import keep
from cli.keys import key
from cli.live import live
from cli.moving import promote
from cli.numbers import numbers
from cli.outbox import outbox
from cli.pausing import pause, resume
from cli.planning import plans, terms
from cli.posts import posts
from cli.settings import ENV_FILE, env_file_is_strange
from cli.simulate import simulate
from cli.tasks import tasks
from cli.terminal import WRONG_CALL, WRONG_DATA, T, warn
from storage.seal import StoreError
from storage.store import refusal_of

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=T("cli.help"),
)
app.command("import", help=T("cli.import.help"))(import_)
app.command("invite", help=T("cli.invite.help"))(invite_)
app.command("promote", help=T("cli.promote.help"))(promote)
app.command("doctor", help=T("cli.doctor.help"))(doctor)
app.command("live", help=T("cli.live.help"))(live)
app.command("health", help=T("cli.health.help"))(health)
app.command("coverage", help=T("cli.coverage.help"))(coverage)
app.command("simulate", help=T("cli.simulate.help"))(simulate)
app.command("pause", help=T("cli.pause.help"))(pause)
app.command("resume", help=T("cli.resume.help"))(resume)
app.command("backup", help=T("cli.backup.help"))(backup)
app.command("restore", help=T("cli.restore.help"))(restore)
app.command("erase", help=T("cli.erase.help"))(erase)
app.command("keep", help=T("cli.keep.help"))(keep)
app.add_typer(key, name="key")
app.add_typer(outbox, name="outbox")
hotline.command("numbers", help=T("cli.numbers.help"))(numbers)
app.add_typer(hotline, name="hotline")
app.add_typer(plans, name="plan")
app.add_typer(posts, name="post")
terms.command("close", help=T("cli.close.help"))(close)
terms.command("closed", help=T("cli.close.list"))(closed)
terms.command("open", help=T("cli.close.open"))(open_)
app.add_typer(terms, name="term")
app.add_typer(forms, name="form")
app.add_typer(tasks, name="tasks")


@app.command(help=T("cli.run.help"))
def run() -> None:
    """Run the bot."""
    from cli.run import run as run_bot

    run_bot()


@app.command(help=T("cli.demo.help"))
def demo(
    port: Annotated[int, typer.Option(help=T("cli.demo.port"))] = 8642,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help=T("cli.demo.no_browser"))
    ] = False,
    now: Annotated[str | None, typer.Option(help=T("cli.demo.now"))] = None,
) -> None:
    """Run bot, sandbox and page on this machine."""
    from cli.demo import demo as run_demo

    run_demo(port, no_browser, now)


def main() -> None:
    """The entry point `hongyan`: whatever goes wrong ends in one sentence, never in a traceback."""
    try:
        app()
    except ValidationError as error:
        wrong = ", ".join(f"HONGYAN_{each['loc'][0]}".upper() for each in error.errors())
        warn("cli.bad_settings", names=wrong)
        sys.exit(WRONG_CALL)
    except StoreError as error:
        warn(error.code, **error.params)
        sys.exit(WRONG_DATA)
    except Exception as error:
        if os.environ.get("HONGYAN_DEBUG"):
            raise
        _say_what_happened(error)
        sys.exit(WRONG_DATA)


def _say_what_happened(error: Exception) -> None:
    """What the database and the disk say is told in their own words, also of a file that a setting
    names; anything else is our fault.
    """
    cause = error.__cause__ if isinstance(error, SettingsError) else error
    if (refusal := refusal_of(error)) is not None:
        warn("store.refused", why=refusal)
    elif isinstance(cause, PermissionError) and cause.filename is not None:
        warn("cli.shut", file=cause.filename)
    elif isinstance(cause, OSError) and cause.filename is not None:
        warn("cli.file_trouble", file=cause.filename, why=cause.strerror)
    elif isinstance(error, UnicodeDecodeError) and env_file_is_strange():
        warn("cli.env_strange", file=ENV_FILE)
    else:
        warn("cli.unexpected", kind=type(error).__name__)
