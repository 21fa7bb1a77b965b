"""The address a bot asked its updates to be posted to, and what the platform tells of it.

Rules of setWebhook in the Bot API; on this machine http and any port are allowed.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.refusal import Refusal, bad

SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
PORTS = (443, 80, 88, 8443)


@dataclass(slots=True)
class Webhook:
    """What setWebhook set, and the last error met there (seconds since the epoch)."""

    url: str
    secret: str
    max_connections: int
    last_error_date: int | None = None
    last_error_message: str | None = None

    def told(self) -> Json:
        """The part of WebhookInfo that is known of this address."""
        told: Json = {"max_connections": self.max_connections}
        if self.last_error_date is not None:
            told["last_error_date"] = self.last_error_date
            told["last_error_message"] = self.last_error_message
        return told

    @property
    def near(self) -> bool:
        """Whether the address is on this machine; the fake posts nowhere else."""
        return _loopback(urlsplit(self.url).hostname or "")


def asked(params: Params) -> Webhook | None:
    """The webhook a call asks for; None for an empty address, which deletes it.

    Raises:
        Refusal: 400, for an address, secret or number the platform would not take.
    """
    url = params.text("url")
    if not url:
        return None
    _check_address(url)
    secret = params.text("secret_token")
    if not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    if len(secret) > LONGEST_SECRET:
        raise bad("secret token is too long")
    connections = params.number("max_connections")
    return Webhook(url, secret, min(max(40 if connections is None else connections, 1), 100))


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or parts.scheme not in ("http", "https"):
        raise _unfit("invalid webhook URL specified")
    if _loopback(host):
        return
    if parts.scheme != "https":
        raise _unfit("An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise _unfit("Webhook can be set up only on ports 80, 88, 443 or 8443")


def _unfit(reason: str) -> Refusal:
    return bad(f"bad webhook: {reason}")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
