"""A counsellor that a script plays: it signs in at the desk and uses its pages over HTTP.

It takes only the simulation's own conversations: one whose lines carry no mark goes back to the
queue at once and is left alone.
"""

import asyncio
import contextlib
import html
import re
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
import pyotp

from errors import Refused
from operation.event_stream import StreamEvent, follow
from operation.script import Mark, Script
from operation.tally import Tally

MOST = 4
"""Conversations one simulated counsellor holds; the helpline allows one more."""
_PASSWORD = "numbered herons on a quiet pond"  # noqa: S105 - of an account that is disabled at the end
_COOKIE = "__Host-desk"
_FILLING = 0.5
"""Seconds a person needs for the closing form at the least; until then the last line is shown."""

_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_SECRET = re.compile(r'id="secret">([A-Z2-7]+)<')
_WAITING = re.compile(r'id="waiting-([0-9a-f]{32})"')
_LINE = re.compile(r'data-seq="(\d+)"')
_OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
_SEE_OTHER, _OK = 303, 200


@dataclass(slots=True)
class _Talk:
    """One conversation in hand."""

    number: int
    script: Script
    seq: int = 0
    told: set[int] = field(default_factory=set)
    claimed_at: float = 0.0


class SimulatedCounsellor:
    """One member of staff.

    Args:
        http: a session of its own, without a cookie jar: the desk's cookie is for TLS or loopback.
        desk: root address of the desk.
        name: the account's.
        tally: the books.
        script_of: the script of a conversation, by its number.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        desk: str,
        name: str,
        tally: Tally,
        script_of: Callable[[int], Script | None],
    ) -> None:
        self._http, self._desk, self.name = http, desk, name
        self._tally, self._script_of = tally, script_of
        self._cookie, self._csrf = "", ""
        self._held: dict[str, _Talk] = {}
        self._not_ours: set[str] = set()

    async def sign_in(self, link: str) -> None:
        """Use a one-time link, sign in and go on duty.

        Raises:
            Refused: the desk does not let it in.
        """
        page = await self._get(f"/join/{link}")
        secret = _first(_SECRET, page)
        code = pyotp.TOTP(secret).now()
        form = {"csrf": _first(_CSRF, page), "password": _PASSWORD, "again": _PASSWORD}
        await self._post(f"/join/{link}", {**form, "code": code}, expected=_OK)
        entrance = await self._get("/")
        form = {"csrf": _first(_CSRF, entrance), "name": self.name, "password": _PASSWORD}
        await self._post("/", {**form, "code": code}, expected=_SEE_OTHER)
        self._csrf = _first(_CSRF, await self._get("/desk"))
        await self._post("/desk/duty", {"on": "1"})
        await self._post("/desk/way", {"capacity": str(MOST)})

    async def waiting(self) -> int:
        """Return how many children wait now."""
        return len(_WAITING.findall(await self._get("/desk")))

    async def work(self) -> None:
        """Take conversations and answer them, until cancelled."""
        async with contextlib.aclosing(self._events()) as events:
            async for event in events:
                if event.kind == "waiting":
                    await self._take(_WAITING.findall(event.content))
                elif event.kind in {"lines", "state"} and event.content in self._held:
                    await self._read(event.content)

    async def go_off_duty(self) -> None:
        """Go off duty; conversations in hand stay in hand."""
        with contextlib.suppress(Refused, aiohttp.ClientError):
            await self._post("/desk/duty", {"on": "0"})

    def _events(self) -> AsyncGenerator[StreamEvent]:
        headers = {"Cookie": f"{_COOKIE}={self._cookie}", **_OWN_PAGE}
        return follow(self._http, f"{self._desk}/events", headers)

    async def _take(self, waiting: list[str]) -> None:
        for conversation in waiting:
            if len(self._held) >= MOST:
                return
            if conversation in self._not_ours | self._held.keys():
                continue
            claimed_at = time.monotonic()
            with contextlib.suppress(Refused):  # a colleague was quicker, or the child left
                pane = await self._post(f"/desk/{conversation}/claim", {})
                await self._begin(conversation, pane, claimed_at)

    async def _begin(self, conversation: str, pane: str, claimed_at: float) -> None:
        numbers = {mark.talk for mark in Mark.find(html.unescape(pane))}
        script = self._script_of(min(numbers)) if numbers else None
        if script is None:
            self._not_ours.add(conversation)
            await self._post(f"/desk/{conversation}/transfer", {"to": ""})
            return
        talk = _Talk(min(numbers), script, claimed_at=claimed_at)
        self._held[conversation] = talk
        self._tally.met.add(talk.number)
        await self._answer(conversation, talk, pane)

    async def _read(self, conversation: str) -> None:
        talk = self._held[conversation]
        try:
            lines = await self._get(f"/desk/{conversation}/lines?after={talk.seq}")
        except Refused:  # the child has ended it
            self._held.pop(conversation)
            return
        await self._answer(conversation, talk, lines)

    async def _answer(self, conversation: str, talk: _Talk, lines: str) -> None:
        """Note what has come and answer what the script answers; close after the last line."""
        now = time.monotonic()
        talk.seq = max([talk.seq, *(int(seq) for seq in _LINE.findall(lines))])
        for mark in Mark.find(html.unescape(lines)):
            if mark.direction == "a" and mark.talk == talk.number:
                continue
            self._tally.see("desk", talk.number, mark, now)
            if mark.direction == "c":
                await self._say(conversation, talk, mark.number)
        if talk.told >= set(range(len(talk.script.conversation))):
            await self._close(conversation)

    async def _say(self, conversation: str, talk: _Talk, number: int) -> None:
        talk.told.add(number)
        answer = talk.script.conversation[number].counsellor
        if answer is None:
            return
        mark = Mark(talk.number, "a", number)
        self._tally.begin(mark, time.monotonic())
        form = {"text": f"{answer} {mark}", "line_id": str(uuid.uuid4())}
        try:
            await self._post(f"/desk/{conversation}/say", form)
        except Refused:
            self._tally.refuse(mark)
            self._tally.faults["a counsellor's line was refused"] += 1
            return
        if talk.claimed_at:
            self._tally.time("claim to first line", time.monotonic() - talk.claimed_at)
            talk.claimed_at = 0.0

    async def _close(self, conversation: str) -> None:
        self._held.pop(conversation)
        try:
            await self._post(f"/desk/{conversation}/end", {})
            reason = await self._get(f"/desk/{conversation}")
            await asyncio.sleep(_FILLING)
            form = {"reason": _first(re.compile(r'<option value="([a-z_]+\.[a-z_]+)"'), reason)}
            form |= {"risk": "none", "outcome": "handed_over"}
            await self._post(f"/desk/{conversation}/close", form)
        except Refused:
            self._tally.faults["closing was refused"] += 1

    async def _get(self, path: str) -> str:
        headers = {"Cookie": f"{_COOKIE}={self._cookie}", "HX-Request": "true"}
        if not self._csrf:
            headers.pop("HX-Request")
        async with self._http.get(self._desk + path, headers=headers) as answer:
            return await self._text(answer, _OK)

    async def _post(self, path: str, form: Mapping[str, str], expected: int = _OK) -> str:
        headers = {"Cookie": f"{_COOKIE}={self._cookie}", **_OWN_PAGE}
        if self._csrf:
            headers |= {"X-CSRF-Token": self._csrf, "HX-Request": "true"}
        async with self._http.post(
            self._desk + path, data=form, headers=headers, allow_redirects=False
        ) as answer:
            return await self._text(answer, expected)

    async def _text(self, answer: aiohttp.ClientResponse, expected: int) -> str:
        if cookie := answer.cookies.get(_COOKIE):
            self._cookie = cookie.value
        text = await answer.text()
        if answer.status != expected:
            raise Refused(f"the desk answered {answer.status} to {answer.url.path[:5]}")
        return text


def _first(pattern: re.Pattern[str], page: str) -> str:
    """Return what a pattern finds in a page.

    Raises:
        Refused: the page is another one than expected.
    """
    found = pattern.search(page)
    if found is None:
        raise Refused("the desk shows another page than expected")
    return html.unescape(found[1])
