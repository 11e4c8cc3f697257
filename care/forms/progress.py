"""What a series of looks comes to: better, the same or worse each time, as a curve."""

from collections.abc import Iterable

RESULT = "result"
"""The question of a look; these of its options are steps of the curve, others are not."""
STEPS = {"better": 1, "same": 0, "worse": -1}
BARS = "▁▂▃▄▅▆▇█"
_BEGINNING = 3


def curve(results: Iterable[str]) -> str:
    """One bar for the beginning and one for every look, the oldest first, each a step above, beside
    or below the one before; "" without any. A child cannot climb out of the picture, nor fall out.
    """
    level, bars = _BEGINNING, [_BEGINNING]
    for result in results:
        level = min(max(level + STEPS.get(result, 0), 0), len(BARS) - 1)
        bars.append(level)
    return "".join(BARS[each] for each in bars) if len(bars) > 1 else ""
