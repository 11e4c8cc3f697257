"""A progress bar for what takes long: nobody sees it before two seconds are over."""

import time
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.terminal import err

PATIENCE_SECONDS = 2


class Bar:
    """Told now and then how much of how much is done; shown on stderr, gone at the end."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._begun = time.monotonic()
        self._shown: Progress | None = None

    def __enter__(self) -> "Bar":
        return self

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total`."""
        if self._shown is None:
            if time.monotonic() - self._begun < PATIENCE_SECONDS:
                return
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._shown = Progress(*columns, TimeRemainingColumn(), console=err, transient=True)
            self._shown.start()
            self._task = self._shown.add_task(self._what)
        self._shown.update(self._task, completed=done, total=total)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown is not None:
            self._shown.stop()
