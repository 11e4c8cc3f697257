"""A trial as a picture: messages by day and by hour, as SVG that needs nothing from anywhere."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import leather

from simulation.summary import Summary

_WIDTH, _HEIGHT = 1200, 480


def draw(folder: Path, trials: Mapping[str, Summary], titles: Mapping[str, str]) -> list[Path]:
    """Write `messages-by-day.svg` and `messages-by-hour.svg`; one line for each plan tried."""
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
    return files
