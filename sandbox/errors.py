"""The refusals: Telegram's to a bot, and the control API's to a test or the page."""


class ApiError(Exception):
    """A Bot API call fails with Telegram's `error_code` and `description`."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        """Seconds to wait, with 429 only."""


class FrontPage(ApiError):
    """Not the Bot API answers, but the server in front of it, with a page of HTML."""


class HangUp(Exception):
    """The connection ends without an answer."""


class ControlError(Exception):
    """A control call fails with an HTTP status and a plain sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def bad_request(reason: str) -> ApiError:
    """A 400 in Telegram's spelling."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """A 403 in Telegram's spelling."""
    return ApiError(403, f"Forbidden: {reason}")


def not_played(what: str) -> ApiError:
    """Telegram knows it, the sandbox does not: said openly, with a code Telegram never uses."""
    return ApiError(501, f"Not Implemented: the sandbox does not play {what}")
