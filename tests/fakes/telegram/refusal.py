"""The refusals of the Bot API: a code, a sentence, and for a flood the seconds to wait.

Sentences are those of the real server as far as they are known; a caller may match on them.
"""


class Refusal(Exception):
    """The call was not done; `code` is both the HTTP status and the `error_code`."""

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, object]:
        """The answer as the Bot API writes it."""
        told: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            told["parameters"] = {"retry_after": self.retry_after}
        return told


def bad(reason: str) -> Refusal:
    """A 400: the same call will never succeed."""
    return Refusal(400, f"Bad Request: {reason}")


def blocked() -> Refusal:
    """A 403: the child blocked the bot."""
    return Refusal(403, "Forbidden: bot was blocked by the user")


def flood(seconds: int) -> Refusal:
    """A 429: nothing was sent; the same call may come again after `seconds`."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
