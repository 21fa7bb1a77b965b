"""A counsellor at the desk's real pages: joins by the one-time link, signs in, claims, writes."""

import asyncio
import re
import uuid
from dataclasses import dataclass, field

import aiohttp
import pyotp

from handoff.desk.page import COOKIE
from handoff.desk.session import csrf_for
from tests.service.installation import Installation

PASSWORD = "a long enough pass phrase for tests"


@dataclass
class Counsellor:
    """One member of staff; every act is repeated until the desk has answered it.

    Attributes:
        said: `(conversation, text)` of every line that was taken, in order.
    """

    http: aiohttp.ClientSession
    desk: str
    name: str
    cookie: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)

    async def join(self, installation: Installation) -> None:
        """Get an account from the command line, enrol, and sign in with the next code."""
        made = await asyncio.to_thread(installation.command, "staff", "add", self.name)
        assert made.returncode == 0, made.stderr
        [link] = re.findall(r"/join/\S+", made.stdout)
        page = await self._page(link)
        [secret] = set(re.findall(r"\b[A-Z2-7]{32}\b", page))
        code = pyotp.TOTP(secret)
        fields = {"password": PASSWORD, "again": PASSWORD, "code": code.now()}
        assert await self._post(link, fields) == 200
        await self._page("/")
        # The code of enrolment is not used up, so the same step serves to sign in.
        fields = {"name": self.name, "password": PASSWORD, "code": code.now()}
        assert await self._post("/", fields) == 303
        assert await self.act("/desk/duty", {"on": "1"}) == 200
        assert await self.act("/desk/way", {"capacity": "5"}) == 200

    async def _page(self, path: str) -> str:
        async with self.http.get(self.desk + path, headers=self._headers) as answer:
            self._take_cookie(answer)
            return await answer.text()

    async def page(self, path: str) -> str:
        """Return what a page of the desk shows this person."""
        return await self._page(path)

    async def _post(self, path: str, fields: dict[str, str]) -> int:
        headers = self._headers | {"X-CSRF-Token": csrf_for(self.cookie)}
        async with self.http.post(
            self.desk + path, data=fields, headers=headers, allow_redirects=False
        ) as answer:
            await answer.read()
            self._take_cookie(answer)
            return answer.status

    def _take_cookie(self, answer: aiohttp.ClientResponse) -> None:
        if COOKIE in answer.cookies:
            self.cookie = answer.cookies[COOKIE].value

    @property
    def _headers(self) -> dict[str, str]:
        cookie = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        return {"Sec-Fetch-Site": "same-origin", "HX-Request": "true", **cookie}

    async def act(self, path: str, fields: dict[str, str] | None = None) -> int:
        """Do something until the desk answers it one way or the other; return the status."""
        while True:
            try:
                status = await self._post(path, fields or {"-": ""})
            except (aiohttp.ClientError, TimeoutError, OSError):
                status = 503
            if status < 500:
                return status
            await asyncio.sleep(0.05)

    async def claim(self, conversation: str) -> int:
        return await self.act(f"/desk/{conversation}/claim")

    async def say(self, conversation: str, text: str) -> None:
        """Write a line, with one id however often it takes."""
        fields = {"text": text, "line_id": str(uuid.uuid4())}
        assert await self.act(f"/desk/{conversation}/say", fields) == 200
        self.said.append((conversation, text))
