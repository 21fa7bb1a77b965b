"""Which path of the Messaging API is what, and what LINE asks of every request before it looks inside.

Pure: it refuses or lets pass. It must never let through what the real server would stop at the door.
"""

import json
import re
from collections import deque
from collections.abc import Callable

from tests.fakes.line.answer import BAD_TOKEN, RATE_LIMIT, Answer, Call, refusal

BIGGEST = 2 * 1024 * 1024
_ID = "[^/]+"
_PLACES = (
    ("POST", "/v2/bot/message/reply", "reply"),
    ("POST", "/v2/bot/message/push", "push"),
    ("POST", "/v2/bot/chat/loading/start", "loading"),
    ("GET", "/v2/bot/message/quota", "quota"),
    ("GET", "/v2/bot/message/quota/consumption", "consumption"),
    ("GET", "/v2/bot/info", "info"),
    ("GET", "/v2/bot/channel/webhook/endpoint", "endpoint"),
    ("PUT", "/v2/bot/channel/webhook/endpoint", "set_endpoint"),
    ("POST", "/v2/bot/channel/webhook/test", "test"),
    ("POST", f"/v2/bot/(?:group|room)/{_ID}/leave", "leave"),
    ("GET", f"/v2/bot/profile/{_ID}", "profile"),
    ("GET", f"/v2/bot/(?:group|room)/{_ID}/(?:members?/.+|summary|members/count)", "profile"),
    ("GET", "/v2/bot/followers/ids", "profile"),
    ("GET", "/v2/bot/insight/.+", "profile"),
    ("GET", f"/v2/bot/message/{_ID}/content(?:/preview|/transcoding)?", "content"),
)
_PATTERNS = tuple((method, re.compile(path), place) for method, path, place in _PLACES)
_JSON = frozenset(("reply", "push", "loading", "set_endpoint", "test"))
_BODILESS = "test"
PRYING = frozenset(("profile", "content"))
"""Places that tell who a child is: our tests count the calls there, and want none."""


def place_of(method: str, path: str) -> str | None:
    """The name of what is called, None where LINE has nothing."""
    return next((p for m, r, p in _PATTERNS if m == method and r.fullmatch(path)), None)


def admit(call: Call, raw: bytes, token: str) -> Answer | None:
    """Refuse a request that LINE would not look into; reads the JSON of one that passes."""
    place = place_of(call.method, call.path)
    if place is None:
        return refusal(404, "Not found")
    if call.headers.get("authorization") != f"Bearer {token}":
        return refusal(401, BAD_TOKEN, {"www-authenticate": 'Bearer error="invalid_token"'})
    if place not in _JSON or (place == _BODILESS and not raw):
        return None
    return _admit_json(call, raw)


def _admit_json(call: Call, raw: bytes) -> Answer | None:
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return refusal(415, f"The content type, '{kind}', is not supported")
    if len(raw) > BIGGEST:
        return refusal(413, "The request body is too large")
    call.body = _read(raw)
    if not isinstance(call.body, dict):
        return refusal(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    return None


def _read(raw: bytes) -> object:
    try:
        return json.loads(raw.decode())
    except ValueError:
        return None


class Pace:
    """LINE's limits of requests a second for each place (official reference), by a real clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._past: dict[str, deque[float]] = {}
        self.a_second = {"reply": 2000, "push": 2000, "loading": 100}

    def admit(self, place: str) -> Answer | None:
        """Refuse what comes faster than LINE takes it."""
        past = self._past.setdefault(place, deque())
        now = self._clock()
        while past and past[0] <= now - 1:
            past.popleft()
        if len(past) >= self.a_second.get(place, 2000):
            return refusal(429, RATE_LIMIT)
        past.append(now)
        return None
