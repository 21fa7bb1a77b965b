"""How a helpline reaches its bot: the secrets and addresses of one, and the times it keeps.

Its secrets are shown to nobody who prints it. It is handed in by the composition root; nothing of
it is read from an environment here.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

PATH: Final = "/telegram/webhook"
"""Where Telegram posts updates; no secret is in it, because proxies write addresses down."""


@dataclass(frozen=True, slots=True)
class TelegramAccess:
    """One bot.

    Attributes:
        mode: `polling` asks for updates; `webhook` has them posted to `public_url`.
        secret: what Telegram must show at the webhook, 1-256 of A-Z, a-z, 0-9, _ and -.
        api_url: the root address of the Bot API.
        public_url: where the public port is reached, without a path of ours.
    """

    token: str = field(repr=False)
    mode: Literal["polling", "webhook"]
    secret: str = field(repr=False)
    api_url: str
    public_url: str | None

    @property
    def webhook_url(self) -> str | None:
        """The address Telegram is to post to; None where there is no public one."""
        return None if self.public_url is None else self.public_url.rstrip("/") + PATH


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds: how long one question waits for news, and how long to wait after a failure.

    `first` doubles up to `longest` while the platform is away; `store` bounds what a store that is
    down asks for; `refused` follows a refused token, webhook or setting. `answer` is how long an
    answer to a call may take. Telegram lets no question wait for more than 50 s (platforms.md 2.1).
    """

    question: int = 50
    answer: float = 10
    first: float = 0.5
    longest: float = 30
    conflict: float = 10
    refused: float = 60
    store: float = 2
