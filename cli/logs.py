"""Structured logs on stderr: ids and codes, never names, numbers or tokens.

Tracebacks are plain ones: the pretty ones show local variables, and with them what is sealed.
"""

import logging
import sys

import structlog

TOO_TALKATIVE = ("aiogram", "apscheduler", "alembic", "aiohttp")


def set_up_logs(level: int = logging.INFO) -> None:
    """One line per event: for people on a terminal, as JSON otherwise."""
    for name in TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    terminal = sys.stderr.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if not terminal else _as_is,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _as_is(
    _logger: object, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return event
