"""When somebody likes to hear from us."""

from datetime import date, time

from msgspec import Struct


class Habits(Struct, frozen=True):
    """When a person likes to hear from us, in their own zone (an IANA name).

    Quiet hours run from `quiet_from` up to, not including, `quiet_to`, over midnight where
    `quiet_from` is the later of the two; equal ends mean no quiet hours. `other_hour` is the hour
    of even ISO weeks, for those who work in shifts; none where every week is alike.
    """

    zone: str = "Asia/Shanghai"
    hour: time = time(19)
    quiet_from: time = time(22)
    quiet_to: time = time(7)
    other_hour: time | None = None

    def hour_on(self, day: date) -> time:
        """The hour that they have chosen for a day of theirs."""
        return self.hour if self.other_hour is None or is_odd_week(day) else self.other_hour


def is_odd_week(day: date) -> bool:
    """Whether a day lies in an odd ISO week: they begin on Monday."""
    return day.isocalendar().week % 2 == 1
