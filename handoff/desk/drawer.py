"""Keys for a counsellor's drawer: what was begun and not sent stays in the browser, sealed.

The browser seals and opens; a draft never comes here. A key belongs to one person, one day and
one state of the account: who signs in next at a shared computer cannot open what lies there, and
neither can a disabled account, nor the same name after a reset.
"""

import base64

from handoff.desk.session import Session
from handoff.sealing import derive

_DAY_MS = 24 * 60 * 60_000


class Drawers:
    """Derives the keys; nothing is stored.

    Args:
        key: 32 bytes, derived from the master key for staff alone.
    """

    def __init__(self, key: bytes) -> None:
        self._key = derive(key, "drawers")

    def keys(self, session: Session, now: int) -> tuple[str, str]:
        """Return the keys of today and yesterday, in base64: the first seals, either may open."""
        today = now // _DAY_MS
        return self._of(session, today), self._of(session, today - 1)

    def _of(self, session: Session, day: int) -> str:
        return base64.b64encode(derive(self._key, f"{session.name}|{session.epoch}|{day}")).decode()
