"""A trial as pictures: messages by day and by hour, hours of work, as SVG that loads nothing."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import leather

from simulation.summary import Summary

_WIDTH, _HEIGHT = 1200, 480


def draw(folder: Path, trials: Mapping[str, Summary], titles: Mapping[str, str]) -> list[Path]:
    """Write `messages-by-day.svg` and `messages-by-hour.svg`, one line for each plan tried, and
    `hours-of-work.svg`, a school's mean hours a week by post, one chart for each plan.
    """
    by_day, by_hour = leather.Chart(titles["day"]), leather.Chart(titles["hour"])
    for name, trial in trials.items():
        days = [(date.fromisoformat(day), n) for day, n in trial.per_day.items()]
        by_day.add_line(days, name=name)
        by_hour.add_line([(hour, trial.per_hour.get(hour, 0)) for hour in range(24)], name=name)
    by_hour.add_x_scale(0, 23)
    by_hour.add_x_axis(ticks=list(range(0, 24, 2)))
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "messages-by-day.svg", folder / "messages-by-hour.svg"]
    for chart, file in zip((by_day, by_hour), files, strict=True):
        file.write_text(chart.to_svg(width=_WIDTH, height=_HEIGHT), encoding="utf-8")
    files.append(folder / "hours-of-work.svg")
    files[-1].write_text(_work(trials, titles), encoding="utf-8")
    return files


def _work(trials: Mapping[str, Summary], titles: Mapping[str, str]) -> str:
    """Where nobody of the staff has done anything, there is no chart of the plan."""
    grid, most = leather.Grid(), 1.0
    hours = {name: _by_post(trial, titles) for name, trial in trials.items()}
    most = max([most, *(n for bars in hours.values() for n, _ in bars)])
    for name, bars in hours.items():
        chart = leather.Chart(f"{name} · {titles['work']}")
        if bars:
            chart.add_x_scale(0, most)
            chart.add_bars(bars)
            grid.add_one(chart)
    drawn: str = grid.to_svg(width=_WIDTH, height=_HEIGHT * max(1, len(trials)))
    return drawn


def _by_post(trial: Summary, titles: Mapping[str, str]) -> list[tuple[float, str]]:
    hours = trial.values["staff_hours"].items()
    return [(each["a_week_a_school"], titles[post]) for post, each in hours]
