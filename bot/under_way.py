"""Updates that are being taken, or whose reply is being sent: nobody else says it meanwhile."""

from collections import Counter


class UnderWay:
    """One may be delivered again while its reply goes out: it is counted."""

    def __init__(self) -> None:
        self._often: Counter[int] = Counter()

    def __contains__(self, update_id: int) -> bool:
        return self._often[update_id] > 0

    def begin(self, update_id: int) -> None:
        """Somebody is at it."""
        self._often[update_id] += 1

    def end(self, update_id: int) -> None:
        """One of them has finished."""
        self._often[update_id] -= 1
        if self._often[update_id] < 1:
            del self._often[update_id]
