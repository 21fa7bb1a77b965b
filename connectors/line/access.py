"""What the LINE channel needs to be let in: its secret, its token and the two addresses.

It only holds them, and must never show secret or token, not even in a traceback.
"""

from dataclasses import dataclass, field

PATH = "/line/webhook"


@dataclass(frozen=True, slots=True)
class LineAccess:
    """One LINE channel.

    Attributes:
        secret: signs what LINE sends us.
        token: a long-lived channel access token, which LINE asks of us.
        api_url: the root of the API, `https://api.line.me` unless tests or checks say otherwise.
        public_url: the root under which LINE reaches us; None where it is not known.
    """

    secret: str = field(repr=False)
    token: str = field(repr=False)
    api_url: str
    public_url: str | None = None

    @property
    def webhook_url(self) -> str | None:
        """Where LINE must send events, None where that is not known."""
        return self.public_url.rstrip("/") + PATH if self.public_url else None
