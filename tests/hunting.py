"""How hard properties and random lives are tried.

The test command tries the same cases every time, so that a red run means a change, not luck.
`make hunt` draws new ones, many more of them: what it finds gets a test of its own. Laws are
checked for truth, not for speed: a busy machine must not fail them.
"""

import os

from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("HONGYAN_HUNT", "0"))
"""How many times as many cases; 0 for the same few as always."""

settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("hunt", print_blob=True, deadline=None)


def begin() -> None:
    """Choose between the two ways, before any property is defined."""
    settings.load_profile("hunt" if TIMES else "gate")


def lives(examples: int, steps: int = 50) -> settings:
    """For stories on a real database: so many of them, of so many steps."""
    return settings(
        max_examples=examples * max(TIMES, 1),
        stateful_step_count=steps,
        deadline=None,
        phases=(Phase.generate,),  # shrinking a story takes minutes
        suppress_health_check=list(HealthCheck),
    )


def law(examples: int) -> settings:
    """For stories over the store in memory: so many of them, made smaller where one fails."""
    return settings(
        max_examples=examples * max(TIMES, 1),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
