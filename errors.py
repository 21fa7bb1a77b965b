"""The errors that cross a boundary between parts, named by the reaction they ask for.

Every error a person may come to see descends from `HelplineError` and carries a sentence that
person can act on. An error never carries a child's words, a platform id or a key.
"""


class HelplineError(Exception):
    """Something a caller can react to; its text is fit for an operator's eyes."""


class StoreUnavailable(HelplineError):
    """The store did not answer: accept nothing, answer 503, try again in `retry_after` seconds."""

    def __init__(
        self, message: str = "the store does not answer", *, retry_after: float = 2
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TryLater(HelplineError):
    """A platform takes nothing now: try again in `retry_after` seconds.

    Attributes:
        retry_after: seconds; None where the platform gave none, and the pause grows by itself.
        unchanged: it may have been taken all the same, and only the very same request may follow.
    """

    def __init__(self, retry_after: float | None = None, *, unchanged: bool = False) -> None:
        super().__init__("the platform takes nothing now")
        self.retry_after = retry_after
        self.unchanged = unchanged


class Withheld(HelplineError):
    """A platform takes nothing for this child until it writes again: keep what waits for it."""

    def __init__(self) -> None:
        super().__init__("the platform takes nothing until the child writes again")


class UnderstandingUnavailable(HelplineError):
    """The model is away or too slow: go on with the keyword reading."""


class Refused(HelplineError):
    """The state of things does not allow it: tell the person why; nothing was changed."""


class InvalidContent(HelplineError):
    """A reviewed text, card or service is wrong: refuse to start and name file and entry."""


class ConfigurationError(HelplineError):
    """A setting or the machine is not fit: say which and how to mend it, exit with status 1."""
