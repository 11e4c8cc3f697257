"""Every benchmark and the soak run to their end at a size that says nothing about speed."""

import pytest

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
from bench.__main__ import ALL
from bench.databases import SQLITE, sqlite
from bench.figures import percentile
from bench.ledger import Ledger


@pytest.fixture
def sqlite_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting PostgreSQL once more for every benchmark would cost more than they do."""
    for module in (backups, history, pumping, serving):
        monkeypatch.setattr(module, "KINDS", {SQLITE: sqlite})


def test_the_command_knows_every_benchmark() -> None:
    runs = {bench.run for bench in ALL.values()}

    ours = (
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
    assert runs == {module.run for module in ours}


@pytest.mark.parametrize("name", ALL)
async def test_a_benchmark_runs_and_shows_each_figure_beside_another(
    name: str, sqlite_only: None
) -> None:
    bench = ALL[name]

    figures = [figure async for figure in bench.run(bench.toy)]

    assert figures
    assert all(figure.beside and figure.ratio for figure in figures)


def a_call(notice: str, text: str = "该打电话啦", *, ok: bool = True) -> dict[str, object]:
    return {"ok": ok, "params": {"text": text, "reply_markup": f"d:done:1:{notice}:"}}


def test_a_notice_that_is_called_sent_and_never_arrived_is_lost() -> None:
    ledger = Ledger({1: "sent", 2: "sent", 3: "sending", 4: "unknown"})

    ledger.note([a_call("2"), a_call("1", ok=False)])

    assert ledger.lost == [1, 3]
    assert ledger.given_up_unseen == 1


def test_a_second_message_without_a_mark_is_an_unflagged_repeat() -> None:
    marked = "（这条消息您可能已经收到过。）\n该打电话啦"
    ledger = Ledger({1: "sent", 2: "sent", 3: "sent"})

    ledger.note([a_call("1"), a_call("1"), a_call("2"), a_call("2", marked), a_call("3", marked)])

    assert (ledger.repeats, ledger.unflagged, ledger.false_marks) == (2, 1, 1)


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([1.0] * 99 + [9.0], 99) == 9.0
