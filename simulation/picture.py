"""A trial as a picture: messages by day and by hour, as SVG that needs nothing from anywhere."""

from collections.abc import Mapping
from pathlib import Path

import pygal
from pygal.style import CleanStyle

from simulation.summary import Summary

_WIDTH, _HEIGHT = 1200, 480


def draw(folder: Path, trials: Mapping[str, Summary], titles: Mapping[str, str]) -> list[Path]:
    """Write `messages-by-day.svg` and `messages-by-hour.svg`; one line for each plan tried."""
    days = sorted({day for trial in trials.values() for day in trial.per_day})
    by_day = pygal.Line(**_look(titles["day"]), show_dots=False, show_minor_x_labels=False)
    by_day.x_labels, by_day.x_labels_major = days, days[:: max(1, len(days) // 12)]
    by_hour = pygal.Bar(**_look(titles["hour"]))
    by_hour.x_labels = [str(hour) for hour in range(24)]
    for name, trial in trials.items():
        by_day.add(name, [trial.per_day.get(day, 0) for day in days])
        by_hour.add(name, [trial.per_hour.get(hour, 0) for hour in range(24)])
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "messages-by-day.svg", folder / "messages-by-hour.svg"]
    for chart, file in zip((by_day, by_hour), files, strict=True):
        file.write_bytes(chart.render())
    return files


def _look(title: str) -> dict[str, object]:
    return {
        "title": title,
        "style": CleanStyle(font_family="sans-serif"),
        "js": [],
        "width": _WIDTH,
        "height": _HEIGHT,
        "legend_at_bottom": True,
        "x_label_rotation": 30,
    }
