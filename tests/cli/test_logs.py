"""What the logs say when something goes wrong, and what they never say."""

import errno
import io
import json
import logging
import sys

import pytest
import structlog

from cli.logs import set_up_logs

SECRET = "+8616700000001"


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def fails() -> None:
    number = SECRET
    raise RuntimeError(len(number))


@pytest.mark.parametrize("stream", [Screen(), io.StringIO()], ids=["terminal", "file"])
def test_a_traceback_shows_no_values(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    before = structlog.get_config()
    set_up_logs()
    try:
        fails()
    except RuntimeError:
        structlog.get_logger().exception("update failed")
    finally:
        structlog.configure(**before)

    assert "RuntimeError" in stream.getvalue()
    assert SECRET not in stream.getvalue()


class FullDisk(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_cannot_be_written_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", FullDisk())
    before = structlog.get_config()
    set_up_logs()
    try:
        for say in ("debug", "info", "warning", "error", "critical", "exception"):
            getattr(structlog.get_logger(), say)("running")
    finally:
        structlog.configure(**before)


def test_what_a_library_says_is_a_line_like_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, before, root = io.StringIO(), structlog.get_config(), logging.getLogger()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(root, "handlers", [])
    set_up_logs()
    try:
        logging.getLogger("asyncio").warning("a task took %s ms", 120)
        logging.getLogger("apscheduler.scheduler").warning("skipped: still running")
    finally:
        structlog.configure(**before)

    (line,) = stream.getvalue().splitlines()
    said = json.loads(line)
    assert (said["event"], said["level"]) == ("a task took 120 ms", "warning")
