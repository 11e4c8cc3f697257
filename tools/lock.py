"""Writes requirements/*.txt from pyproject.toml: versions with hashes, for every platform.

The files name no index and no host, so they install from whatever index pip is set to
(docs/decisions/locks.md). Only what has to change does; ``--upgrade`` takes newer versions.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
COMMON = ("--universal", "--generate-hashes", "--no-header", "--no-config", "--quiet")
LOCKS = {
    "requirements/run.txt": ("--group", "build"),
    # the tools beside exactly the packages that the product runs on
    "requirements/dev.txt": ("--group", "dev", "--constraint", "requirements/run.txt"),
}


def main(extra: list[str]) -> None:
    """Compiles both lock files; ends with uv's message when no set of versions fits."""
    for lock, groups in LOCKS.items():
        compile_ = [str(UV), "pip", "compile", "pyproject.toml", "--output-file", lock]
        command = [*compile_, *groups, *COMMON, *extra]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            sys.exit(f"{lock} was not written.")
        print(f"{lock} is up to date")


if __name__ == "__main__":
    main(sys.argv[1:])
