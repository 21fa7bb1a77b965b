"""What the fake LINE server was asked and what it answers, in the shapes LINE documents.

It holds the wording of errors that connectors are known to look at, and must never decide anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

type Json = dict[str, Any]
type Wrong = tuple[str, str]

INVALID_REPLY_TOKEN = "Invalid reply token"
MONTHLY_LIMIT = "You have reached your monthly limit."
RATE_LIMIT = "The API rate limit has been exceeded. Try again later."
ALREADY_ACCEPTED = "The retry key is already accepted"
BAD_TOKEN = (
    "Authentication failed due to the following reason: invalid token. "
    "Confirm that the access token in the authorization header is valid."
)


@dataclass(slots=True)
class Call:
    """One request to the server, in the order of arrival; the first has the number 0.

    Attributes:
        body: the JSON object sent, or what of it could be read.
        status: what was answered; 0 as long as, or because, nothing was.
        answer: the JSON answered.
    """

    number: int
    method: str
    path: str
    body: Any = None
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a JSON body and headers; `raw` takes the place of the JSON where it is set."""

    status: int
    body: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json"

    @property
    def accepted(self) -> bool:
        """True when the server did what it was asked."""
        return 200 <= self.status < 300


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An error as LINE words it: nothing was done."""
    return Answer(status, {"message": message}, headers or {})


def invalid(wrong: Iterable[Wrong]) -> Answer:
    """400 with the properties that are wrong, as (property, what is wrong)."""
    details = [{"message": message, "property": where} for where, message in wrong]
    return Answer(
        400, {"message": f"The request body has {len(details)} error(s)", "details": details}
    )
