"""The gateway ended by SIGKILL 40 times while children write on Telegram and LINE and are answered."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from handoff.keyring import Keyring, MasterKeys
from handoff.seals import StoredLine, seals_of
from handoff.store import Store, connect
from tests.fakes.line.server import FakeLine, line_server
from tests.fakes.telegram.server import FakeTelegram, telegram_server
from tests.misbehaviour.crowd import Phone, eventually, told_apart
from tests.misbehaviour.ledger import Meant, agrees
from tests.misbehaviour.on_line import LinePhone
from tests.misbehaviour.on_telegram import TelegramPhone
from tests.service.conftest import installation, models
from tests.service.counsellor import Counsellor
from tests.service.installation import Installation

__all__ = ("installation", "models")

CHANNELS = ("telegram", "line")
TAKING_IN = ("accept.received", "accept.stored", "route.committed")
SENDING = ("send.taken", "send.delivered", "send.noted")
ROUNDS = [
    *itertools.product(TAKING_IN * 2 + SENDING * 4, CHANNELS),
    *itertools.product(SENDING[:2], CHANNELS),
]
EACH = 4
HELD = 2


@dataclass
class Scene:
    """Children on both platforms, a counsellor at the desk, and a look into the store from outside."""

    installation: Installation
    telegram: FakeTelegram
    line: FakeLine
    counsellor: Counsellor
    phones: dict[str, Phone] = field(default_factory=dict)
    wrote: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    conversations: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        home = self.installation.home
        self.store = Store(connect(f"unix://{self.installation.store_socket}"))
        self.keyring = Keyring(home / "keyring", MasterKeys.load(home / "master.key"))

    async def gather(self) -> None:
        """Let the children come, and bring some of each platform to the counsellor."""
        for number in range(EACH):
            self.phones[f"telegram-{number}"] = TelegramPhone(self.telegram.child())
            self.phones[f"line-{number}"] = LinePhone(self.line.child())
        await asyncio.gather(*(self._come(name) for name in self.phones))
        await self._learn()
        for name in self.held:
            assert await self.counsellor.claim(self.conversations[name]) == 200

    @property
    def held(self) -> list[str]:
        """The children who are with the counsellor."""
        return [name for name in self.phones if int(name[-1]) < HELD]

    async def _come(self, name: str) -> None:
        phone = self.phones[name]
        self.wrote[name], self.said[name] = [f"{name} first"], []
        await phone.says(f"{name} first")
        await self._hears_more(phone, 0)
        for key in ("human", "skip_all") if name in self.held else ():
            heard = len(phone.heard())
            await phone.presses(key)
            await self._hears_more(phone, heard)

    async def _hears_more(self, phone: Phone, than: int) -> None:
        async def more() -> bool:
            return len(phone.heard()) > than

        await eventually(more, "the child is answered")

    async def _learn(self) -> None:
        for conversation in self.keyring.conversations():
            for line in await self.transcript(conversation):
                if line.author == "child" and line.text.endswith("first"):
                    self.conversations[line.text.split()[0]] = conversation

    async def transcript(self, conversation: str) -> list[StoredLine]:
        """Return what is kept of a conversation, opened with its key."""
        seals = seals_of(self.keyring, conversation)
        sealed = await self.store.call("LRANGE", self.store.names(conversation).transcript, 0, -1)
        return [seals.open_line(line) for line in sealed]

    async def round(self, number: int, step: str, channel: str) -> None:
        """Order a death, and let a child and the counsellor write on that platform meanwhile."""
        draft = self.installation.order.with_suffix(".draft")
        draft.write_text(step)
        draft.rename(self.installation.order)
        name = f"{channel}-{number // 2 % EACH}"
        told = f"{channel}-{number // 2 % HELD}"
        text, answer = f"{name} in round {number}", f"for {told} in round {number}"
        self.wrote[name].append(text)
        self.said[told].append(answer)
        writing = asyncio.create_task(self.phones[name].says(text))
        await self.counsellor.say(self.conversations[told], answer)
        await writing
        await eventually(self._is_dead, f"{step} is reached")

    async def _is_dead(self) -> bool:
        return not self.installation.order.exists()

    async def all_done(self) -> bool:
        """Say whether all is taken in and everything has gone as far as it will."""
        if self.telegram.pending:
            return False
        names = [self.store.names(one) for one in self.conversations.values()]
        lengths = [("LLEN", key) for one in names for key in (one.mailbox, one.outbox)]
        partition = self.store.partitions[0]
        lengths += [("XLEN", partition.ready), ("XLEN", partition.sending)]
        return not any(await self.store.calls(*lengths))

    async def check(self, name: str) -> list[Meant]:
        """Hold what a child wrote and heard against the transcript and its marks."""
        conversation = self.conversations[name]
        lines = await self.transcript(conversation)
        own = [line.text for line in lines if line.author == "child"]
        assert [text for text in own if text.startswith(f"{name} ")] == self.wrote[name]
        assert not [text for text in own if "in round" in text and not text.startswith(name)]
        assert [line.text for line in lines if line.author == "counsellor"] == self.said[name]
        found = await self.store.call("HGETALL", self.store.names(conversation).marks)
        pairs = (
            found.items() if isinstance(found, dict) else zip(found[::2], found[1::2], strict=True)
        )
        marks = {line.decode(): mark.decode() for line, mark in pairs}
        meant = [
            Meant(line.text, marks[line.id], matters=line.author in {"counsellor", "notice"})
            for line in lines
            if line.author not in {"child", "note"}
        ]
        heard = self.phones[name].heard()
        together = name.startswith("line")
        assert agrees(meant, heard, together=together), told_apart(name, meant, heard)
        return meant


@pytest.fixture
async def scene(installation: Installation) -> AsyncIterator[Scene]:
    """A helpline on both platforms, with children and a counsellor."""
    jar = aiohttp.DummyCookieJar()
    async with (
        telegram_server() as telegram,
        line_server() as line,
        aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=20)) as http,
    ):
        installation.more = {
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "LINE_CHANNEL_SECRET": line.channel_secret,
            "LINE_CHANNEL_TOKEN": line.channel_token,
            "LINE_API_URL": line.url,
        }
        line.webhook_url = f"{installation.public}/line/webhook"
        line.redelivery, line.redelivery_tries = True, 2000
        line.quota.limit = None
        await asyncio.to_thread(installation.start)
        counsellor = Counsellor(http, installation.desk, "nok")
        await counsellor.join(installation)
        scene = Scene(installation, telegram, line, counsellor)
        await scene.gather()
        yield scene
        await scene.store.close()


@pytest.mark.service
@pytest.mark.timeout(1_800)
async def test_no_death_of_the_gateway_loses_doubles_or_misplaces_a_line(scene: Scene) -> None:
    assert len(ROUNDS) == 40
    for number, (step, channel) in enumerate(ROUNDS):
        await scene.round(number, step, channel)
    await eventually(scene.all_done, "all is carried")
    meant = [line for name in scene.phones for line in await scene.check(name)]
    marks = {line.mark for line in meant}
    assert marks <= {"sent", "uncertain"}
