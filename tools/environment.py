"""Makes ``.venv`` from a lock file: ``python3 tools/environment.py [LOCK [STAMP]]``.

Runs with any Python 3, before anything is installed, so that a too old one gets a sentence and not
a traceback. Works on Linux, macOS and Windows; the Makefile is only a shorter way to say it.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def main(lock: str = "requirements/run.txt", stamp: str = "") -> None:
    """Installs the packages pinned in ``lock`` and the project itself, then touches ``stamp``."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"Hongyan needs Python 3.11 or newer; this is {sys.version.split()[0]}."
            " Name a newer one: make setup PYTHON=python3.12"
        )
    if not _alive():
        _create()
    print(f"Installing the packages of {lock} into .venv (about half a minute) …", flush=True)
    _pip("--require-hashes", "--no-deps", "-r", str(ROOT / lock))
    _pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    if stamp:
        (ROOT / stamp).touch()
    else:
        print(f"Ready: {PYTHON.with_name('hongyan')} --help")


def _alive() -> bool:
    """Whether ``.venv`` is there and its Python starts (a moved or upgraded one may not)."""
    if not PYTHON.exists():
        return False
    probe = [str(PYTHON), "-c", "import pip"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _create() -> None:
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        sys.exit(
            "Python could not make a virtual environment. On Debian and Ubuntu:"
            " apt-get install python3-venv"
        )


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*command, *arguments], check=False).returncode != 0:
        sys.exit("The packages could not be installed: see pip's message above.")


if __name__ == "__main__":
    main(*sys.argv[1:3])
