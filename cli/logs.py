"""Structured logs on stderr: ids and codes, never names, numbers or tokens.

Tracebacks are plain ones: the pretty ones show local variables, and with them what is sealed.
"""

import logging
import sys
from contextlib import suppress

import structlog

TOO_TALKATIVE = ("aiogram", "apscheduler", "alembic", "aiohttp")
SKIPPED_RUNS = "apscheduler.scheduler"
"""It warns whenever the run before is still at work, as it is while a backlog goes out."""


def set_up_logs(level: int = logging.INFO) -> None:
    """One line per event: for people on a terminal, as JSON otherwise."""
    for name in TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(SKIPPED_RUNS).setLevel(logging.ERROR)
    terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer()
    )
    usual: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if not terminal else _as_is,
    ]
    _give_a_form_to_libraries([*usual], renderer)
    structlog.configure(
        processors=[*usual, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_Line,
    )


class _Line(structlog.PrintLogger):
    """On stderr, where it can be written: a log on a full disk, or one that nobody reads any more,
    must not stop a bot.
    """

    def __init__(self, *_: object) -> None:
        super().__init__(sys.stderr)

    def msg(self, message: str) -> None:
        """Write one line; where that cannot be, it is lost."""
        with suppress(OSError, ValueError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def _give_a_form_to_libraries(
    usual: list[structlog.typing.Processor], renderer: structlog.typing.Processor
) -> None:
    """What libraries say is a line like ours. Whoever has set up logs already is left alone."""
    if logging.getLogger().handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=last, foreign_pre_chain=usual)
    )
    logging.getLogger().addHandler(handler)


def _as_is(
    _logger: object, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return event
