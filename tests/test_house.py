"""The house: what the repository promises about itself, held where a slip would go unseen."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FLOORS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
BESIDE = ("bench", "tools")
LOCKS = ("requirements/run.txt", "requirements/dev.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def direct_dependencies() -> list[Requirement]:
    groups = PROJECT["dependency-groups"]
    lines = [*PROJECT["project"]["dependencies"], *groups["build"], *groups["dev"]]
    return [Requirement(line) for line in lines if isinstance(line, str)]


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in PIN.findall(text)}


def own_code(*folders: str) -> Iterator[tuple[Path, str]]:
    """Every module that somebody writes; migrations are generated and stay as they were run."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations/versions" not in path.as_posix():
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_floors_are_the_same_everywhere_they_are_listed() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    image = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert packages - {"tests", *BESIDE} == set(FLOORS)
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == set(FLOORS)
    assert {f"!{floor}" for floor in FLOORS} <= set(image)


def test_every_dependency_has_a_lower_bound() -> None:
    unbound = [str(need) for need in direct_dependencies() if ">=" not in str(need.specifier)]

    assert unbound == []


def test_every_dependency_is_explained() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").lower()
    names = [need.name for need in direct_dependencies()]

    assert [name for name in names if f"| {name.lower()} |" not in page] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_host(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith("-") or "://" in line or " @ " in line] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_with_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.sub(r"\\\n", " ", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)).splitlines()

    assert entries
    assert [line for line in entries if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    pinned = pins("requirements/dev.txt")
    unfit = [
        str(need)
        for need in direct_dependencies()
        if not need.specifier.contains(pinned[canonicalize_name(need.name)])
    ]

    assert unfit == []


def test_tests_run_on_exactly_the_packages_that_the_product_runs_on() -> None:
    assert pins("requirements/run.txt").items() <= pins("requirements/dev.txt").items()


def test_files_stay_short_enough_to_read_at_once() -> None:
    lengths = {path: text.count("\n") for path, text in own_code(*FLOORS, *BESIDE)}

    assert {str(path): lines for path, lines in lengths.items() if lines > 250} == {}


def test_functions_stay_short_enough_to_read_at_once() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, text in own_code(*FLOORS, *BESIDE)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 40
    ]

    assert long == []


def test_an_ignored_type_error_has_a_reason() -> None:
    mark = re.compile(r"# type: ignore(?!\[[\w, -]+\]  # \S)")
    bare = [
        f"{path}:{number}"
        for path, text in own_code(*FLOORS, *BESIDE, "tests")
        for number, line in enumerate(text.splitlines(), 1)
        if mark.search(line) and "re.compile" not in line
    ]

    assert bare == []


def test_the_installed_package_holds_everything_that_the_checkout_holds(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    here = {
        path.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert here - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_links_between_the_pages_lead_somewhere() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages()
        for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]

    assert dead == []


def test_every_decision_says_what_why_what_else_and_what_it_costs() -> None:
    headings = ["## What", "## Why", "## What else was weighed", "## What it costs"]
    decisions = [page for page in pages() if page.parent.name == "decisions"]
    incomplete = [
        page.name
        for page in decisions
        if re.findall(r"^## .*$", page.read_text(encoding="utf-8"), re.MULTILINE) != headings
    ]

    assert decisions
    assert incomplete == []


def test_every_page_of_docs_is_in_the_index() -> None:
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    docs = [page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")]

    assert [page for page in docs if page != "index.md" and f"({page})" not in index] == []


def test_make_alone_says_what_there_is() -> None:
    quiet = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    said = subprocess.run(
        ["make"], cwd=ROOT, env=quiet, capture_output=True, text=True, check=True
    ).stdout

    for target in ("setup", "run", "test", "lint", "format", "bench", "soak", "lock", "clean"):
        assert re.search(rf"^  make {target} +\w", said, re.MULTILINE)
