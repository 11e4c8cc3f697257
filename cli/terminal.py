"""How the command line speaks: in the operator's language, errors on stderr, no traceback.

Exit codes: 0 done, 1 the data is wrong (and says where), 2 the call is wrong.
"""

import locale
import os
from typing import NoReturn

import typer
from rich.console import Console

from locales.catalog import Texts, choose, texts

WRONG_DATA = 1
WRONG_CALL = 2

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def _language() -> str:
    wanted = (
        os.environ.get("HONGYAN_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    )
    if wanted in (None, "", "C", "POSIX", "C.UTF-8"):
        wanted = locale.getlocale()[0]
    return choose((wanted or "en").split(".")[0])


T: Texts = texts(_language())
"""The texts of the operator's language."""


def fail(key: str, /, **values: object) -> NoReturn:
    """The data is wrong: say in one sentence what is wrong and what would be right, and end."""
    warn(key, **values)
    raise typer.Exit(WRONG_DATA)


def misused(key: str, /, **values: object) -> NoReturn:
    """The call is wrong: say what would be right, and end."""
    warn(key, **values)
    raise typer.Exit(WRONG_CALL)


def warn(key: str, /, **values: object) -> None:
    """A sentence on stderr."""
    err.print(T(key, **values), markup=False)


def say(key: str, /, **values: object) -> None:
    """A sentence on stdout."""
    out.print(T(key, **values), markup=False)
