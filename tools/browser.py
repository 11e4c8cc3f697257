"""Finds the Chromium that the page's tests drive, and fetches Debian's where it is missing.

``python tools/browser.py`` prints its path; with ``--install`` it sees to the browser and to fonts
for Chinese and emoji, and is silent when all are there. Tests ask ``find()``. Why not a browser of
the test library's own: docs/decisions/chromium.md.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "HONGYAN_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
FONTS = ("fonts-noto-cjk", "fonts-noto-color-emoji")
ADVICE = (
    "The tests of the page need Chromium, and none was found. Install it (on Debian:"
    f" apt-get install chromium {' '.join(FONTS)}) or set {VARIABLE} to a Chromium or Chrome."
)


def find() -> Path | None:
    """The browser's executable: the variable's, else the first known name, else None."""
    if named := os.environ.get(VARIABLE):
        return Path(named) if Path(named).exists() else None
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path), next(filter(Path.exists, MACOS), None))


def missing() -> list[str]:
    """The Debian packages still wanted here; empty where there is no apt-get."""
    if shutil.which("apt-get") is None:
        return []
    browser = [] if find() or os.environ.get(VARIABLE) else ["chromium"]
    return browser + [font for font in FONTS if not _installed(font)]


def install(packages: list[str]) -> None:
    """Fetches packages with apt-get, as root or through a sudo that asks nothing."""
    rights = _rights()
    if rights is None:
        print(f"Not installed, as that needs root: {' '.join(packages)}", file=sys.stderr)
        return
    print(f"Installing {' '.join(packages)} …", flush=True)
    quiet = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    for words in (["update"], ["install", "--no-install-recommends", *packages]):
        subprocess.run([*quiet, *words], check=False, stdout=subprocess.DEVNULL)


def _installed(package: str) -> bool:
    query = ["dpkg-query", "-W", "-f=${Status}", package]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    return answer.stdout.endswith(" installed")


def _rights() -> list[str] | None:
    """The words to put before a command that needs root; None where nobody would grant it."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    sudo = ["sudo", "-n"]
    asked = subprocess.run([*sudo, "true"], capture_output=True, check=False)
    return sudo if asked.returncode == 0 else None


def main(arguments: list[str]) -> None:
    """Prints the browser's path, or quietly sees to it; ends with advice where there is none."""
    installing = "--install" in arguments
    if installing and (packages := missing()):
        install(packages)
    path = find()
    if path is None:
        sys.exit(ADVICE)
    if not installing:
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
