"""The curve that a series of looks comes to (SYSTEMS.md row 67)."""

import pytest

from care.forms.progress import curve


@pytest.mark.parametrize(
    ("results", "drawn"),
    [
        ([], ""),
        (["better"], "▄▅"),
        (["worse", "same", "better"], "▄▃▃▄"),
        (["better"] * 6, "▄▅▆▇███"),
        (["worse"] * 4, "▄▃▂▁▁"),
    ],
)
def test_each_look_is_a_step_up_beside_or_down(results: list[str], drawn: str) -> None:
    assert curve(results) == drawn
