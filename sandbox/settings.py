"""What can be set when a sandbox is started, beside its clock and address."""

from dataclasses import dataclass

from sandbox.clock import Seconds


@dataclass(frozen=True)
class Settings:
    """The defaults are what everybody wants, tests apart."""

    bot_name: str = "Sandbox Bot"
    bot_username: str = "sandbox_bot"
    seconds: Seconds | None = None
    """The real clock behind rate and limits, in seconds; default the event loop's."""
    no_bot_after: float = 3.0
    """Real seconds after which a clock that no bot ever followed jumps straight to its target."""
    patience: float = 60.0
    """Real seconds a bot has to settle one step while the clock moves."""
    answer_wait: float = 10.0
    """Real seconds a press waits for the bot's answer."""
