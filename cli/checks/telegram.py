"""The settings themselves, the token, the webhook, and the clock by the server's."""

from datetime import UTC, datetime

from cli.checks.finding import Finding, broken, doubtful, fine
from cli.checks.patient import Patient
from cli.hook import HookError, fitted
from cli.settings import read_by_nobody

SECONDS_OFF = 30
RECENT_SECONDS = 3600
MANY_WAITING = 100


def settings(patient: Patient) -> Finding:
    """Whether every setting can be read, is one, and fits the others."""
    if patient.wrong:
        return broken("cli.bad_settings", names=", ".join(patient.wrong))
    if patient.settings.clock_url is not None and patient.settings.telegrams_own:
        return broken("run.clock_with_telegram")
    try:
        address, _ = fitted(patient.settings)
    except HookError as error:
        return broken(error.code, **error.params)
    if names := read_by_nobody():
        return doubtful("doctor.settings.unread", names=", ".join(names))
    return fine("doctor.settings.polls") if address is None else fine("doctor.settings.hook")


def token(patient: Patient) -> Finding:
    """Whether the server knows the token."""
    if patient.settings.token is None:
        return broken("run.no_token")
    if patient.me.result is not None:
        return fine("doctor.token.fine", name=patient.me.result.get("username", "?"))
    if patient.me.status in (401, 404):
        return broken("run.token_refused", api=patient.settings.api)
    return broken("doctor.token.unreachable", api=patient.settings.api, why=patient.me.why)


def webhook(patient: Patient) -> Finding:
    """Whether the server delivers as the settings say. Shows no path, which may be a secret."""
    info = patient.hook.result
    if info is None:
        return doubtful("doctor.unasked")
    url, wanted = str(info.get("url", "")), patient.settings.webhook_url or ""
    if url != wanted:
        return _mismatch(url, wanted)
    age = patient.now.timestamp() - info.get("last_error_date", 0)
    if wanted and age < RECENT_SECONDS:
        why = info.get("last_error_message", "?")
        return doubtful("doctor.webhook.error", minutes=max(0, round(age / 60)), why=why)
    count = info.get("pending_update_count", 0)
    if count > MANY_WAITING:
        return doubtful("doctor.webhook.waiting", count=count)
    return fine("doctor.webhook.fine" if wanted else "doctor.webhook.polls", count=count)


def _mismatch(url: str, wanted: str) -> Finding:
    if not wanted:
        return doubtful("doctor.webhook.unwanted")
    return broken("doctor.webhook.other") if url else doubtful("doctor.webhook.unset")


def clock(patient: Patient) -> Finding:
    """Whether this machine and the server agree on the time."""
    ahead = patient.me.ahead
    if ahead is None:
        now = datetime.fromtimestamp(patient.now.timestamp(), UTC)
        return doubtful("doctor.clock.unknown", now=f"{now:%Y-%m-%d %H:%M}")
    if abs(ahead) > SECONDS_OFF:
        return doubtful("doctor.clock.off", seconds=round(abs(ahead)))
    return fine("doctor.clock.fine")
