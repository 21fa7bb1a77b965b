"""A whole helpline in one process over a real store, with a channel that remembers what it carried.

Nothing of the handoff is replaced: only the platform at the far end, the clock, and the model, for
which the keyword reading stands in as it does in service when the model is away.
"""

import asyncio
import contextlib
import itertools
import json
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.content import Content
from bot.counting import Counting
from bot.danger import LearnedDanger
from bot.dialogue import Dialogue
from bot.directory import Directory
from bot.language import Language, Languages
from bot.privacy import Privacy
from bot.reading import Reader
from bot.regions import Regions
from bot.risk import RiskRules
from bot.understanding import KeywordUnderstanding, Understanding
from composition.mind import catalogue_of
from connectors.base import (
    Address,
    Connector,
    Incoming,
    Kind,
    Outcome,
    Outgoing,
    Pages,
    Parcel,
    Receipt,
)
from connectors.web import line as page_line
from handoff.alarms import StoreAlarms
from handoff.blocks import Blocks
from handoff.board import Line
from handoff.conversation import State
from handoff.doorkeeper import Doorkeeper
from handoff.duty import Duty
from handoff.faults import Steps
from handoff.feed import Feed
from handoff.gate import Gate
from handoff.house_rules import HouseRules
from handoff.inbox import StoreInbox
from handoff.index import Index
from handoff.keyring import Keyring, MasterKeys
from handoff.listener import Listener
from handoff.pages import StorePages
from handoff.patience import Patience
from handoff.pseudonym import Pseudonyms
from handoff.queue import Queue
from handoff.router import Router
from handoff.sealing import new_key
from handoff.seals import Message, StoredLine, seals_of
from handoff.sender import Sender
from handoff.signals import Signals
from handoff.statistics.catalogue import Catalogue
from handoff.store import Store, Work
from handoff.timekeeper import Timekeeper
from handoff.together import Client
from handoff.trail import StoreTrail
from handoff.turn import Planner
from handoff.waits import Waits
from handoff.workers import Workers

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "bot" / "content"
START = 1_795_000_000_000


class Clock:
    """Milliseconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now

    def passes(self, *, minutes: float = 0, seconds: float = 0) -> None:
        self.now += int((minutes * 60 + seconds) * 1000)


class RememberingConnector(Connector):
    """A channel whose far end keeps what reached it, and which can be told how to fare."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.carried: defaultdict[str, list[Outgoing]] = defaultdict(list)
        self.outcome = Outcome.SENT
        self.outcomes: list[Outcome] = []
        self.parcels: list[Parcel] = []
        self.typed: list[str] = []

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def send(self, parcel: Parcel) -> Outcome:
        self.parcels.append(parcel)
        carried = self.carried[parcel.address.id]
        known = {line.id for line in carried}
        carried.extend(line for line in parcel.lines if line.id not in known)
        return self.outcomes.pop(0) if self.outcomes else self.outcome

    async def typing(self, address: Address) -> None:
        self.typed.append(address.id)


class PageConnector(RememberingConnector):
    """A web channel without its HTTP: what it carries lands on the child's page in the store."""

    repeatable = True

    def __init__(self, pages: Pages) -> None:
        super().__init__("web")
        self._pages = pages

    async def send(self, parcel: Parcel) -> Outcome:
        there = [await self._pages.append(parcel.address, line) for line in parcel.lines]
        outcome = await super().send(parcel)
        return outcome if all(there) else Outcome.BLOCKED


@dataclass(frozen=True)
class Mind:
    """What the bot knows: loaded once, the same for every house."""

    content: Content
    dialogue: Dialogue
    languages: Languages
    risk_rules: RiskRules
    privacy: Privacy
    keywords: KeywordUnderstanding
    counting: Counting
    regions: Regions
    catalogue: Catalogue
    learned: LearnedDanger | None = None

    @classmethod
    def load(cls) -> "Mind":
        content = Content.load(CONTENT, directory=Directory.load(CONTENT / "services", demo=True))
        languages = Languages.load(CONTENT / "language.yml")
        return cls(
            content=content,
            dialogue=Dialogue(content),
            languages=languages,
            risk_rules=RiskRules.load(CONTENT / "risk", languages.normalise),
            privacy=Privacy.load(CONTENT / "privacy", content.directory.published()),
            keywords=KeywordUnderstanding.load(
                CONTENT / "keywords.yml", normalise=languages.normalise
            ),
            counting=Counting.load(CONTENT / "numbers.yml", languages.normalise),
            regions=Regions.load(CONTENT / "regions.yml"),
            catalogue=catalogue_of(content),
        )

    def reader(self, understanding: Understanding | None = None) -> Reader:
        return Reader(
            self.languages,
            self.risk_rules,
            self.privacy,
            understanding or self.keywords,
            self.counting,
            self.learned,
            self.regions,
        )


class House:
    """The parts of one helpline, and the short ways in which tests use them."""

    def __init__(
        self,
        client: Client,
        folder: Path,
        *,
        mind: Mind,
        partitions: int = 1,
        understanding: Understanding | None = None,
        steps: Steps | None = None,
        masters: MasterKeys | None = None,
        clock: Clock | None = None,
        store: Store | None = None,
    ) -> None:
        self.folder = folder
        self.mind = mind
        self.clock = clock or Clock()
        self.steps = steps or Steps()
        self.masters = masters or MasterKeys(transcript=new_key(), route=new_key())
        assert self.masters.route is not None
        self.store = store or Store(client, partitions=partitions)
        self.keyring = Keyring(folder / "keyring", self.masters)
        self.keyring.prepare()
        self.pseudonyms = Pseudonyms(folder / "keyring" / "index", self.masters.route, self.clock)
        self.pseudonyms.prepare()
        self.index = Index(self.store, self.pseudonyms)
        self.signals = Signals(client)
        self.duty = Duty(self.store)
        self.rules = HouseRules(self.store, self.masters.transcript, mind.content.hours)
        self.blocks = Blocks(self.store, self.masters.transcript, self.clock)
        self.doorkeeper = Doorkeeper(self.blocks, folder / "keyring" / "blocks", self.masters.route)
        self.doorkeeper.prepare()
        self.inbox = StoreInbox(
            store=self.store,
            index=self.index,
            pseudonyms=self.pseudonyms,
            keyring=self.keyring,
            doorkeeper=self.doorkeeper,
            clock=self.clock,
            steps=self.steps,
        )
        self.pages = StorePages(
            store=self.store,
            index=self.index,
            keyring=self.keyring,
            signals=self.signals,
            duty=self.duty,
            line=page_line.line,
        )
        self.reader = reader = mind.reader(understanding)
        planner = Planner(mind.dialogue, Patience(), page_line.own_line)
        self.router = Router(
            store=self.store,
            keyring=self.keyring,
            reader=reader,
            planner=planner,
            listener=Listener(
                store=self.store,
                reader=reader,
                dialogue=mind.dialogue,
                planner=planner,
                duty=self.duty,
                waits=Waits(self.store, self.clock),
                gate=Gate(
                    doorkeeper=self.doorkeeper,
                    reader=reader,
                    dialogue=mind.dialogue,
                    planner=planner,
                ),
                rules=self.rules,
            ),
            clock=self.clock,
            steps=self.steps,
            catalogue=mind.catalogue,
        )
        self.trail = StoreTrail(self.store, self.pseudonyms, self.clock)
        self.alarms = StoreAlarms(self.store, self.clock)
        self.channel = RememberingConnector("telegram")
        self.line = RememberingConnector("line")
        self.web = PageConnector(self.pages)
        self.sender = Sender(
            store=self.store,
            keyring=self.keyring,
            connectors={"telegram": self.channel, "line": self.line, "web": self.web},
            signals=self.signals,
            clock=self.clock,
            steps=self.steps,
        )
        self.timekeeper = Timekeeper(self.store, self.signals, self.clock)
        self.queue = Queue(
            store=self.store,
            keyring=Keyring(folder / "keyring", MasterKeys(transcript=self.masters.transcript)),
            words=mind.content.words,
            duty=self.duty,
            feed=Feed(self.store, self.signals),
            alarms=self.alarms,
            clock=self.clock,
            steps=self.steps,
            patience=Patience(),
            catalogue=mind.catalogue,
        )
        self.numbers = itertools.count(1)

    def beside(
        self, *, steps: Steps | None = None, understanding: Understanding | None = None
    ) -> "House":
        """Return another gateway and desk over the same store, keys, time and far end."""
        other = House(
            self.store.client,
            self.folder,
            mind=self.mind,
            steps=steps,
            understanding=understanding,
            masters=self.masters,
            clock=self.clock,
            store=self.store,
        )
        other.channel.carried = self.channel.carried
        other.line.carried = self.line.carried
        other.web.carried = self.web.carried
        other.numbers = self.numbers
        return other

    async def child(
        self,
        who: str,
        text: str = "",
        *,
        kind: Kind = Kind.TEXT,
        event_id: str | None = None,
        channel: str = "telegram",
        settle: bool = True,
        page: Language | None = None,
        subject: str = "",
        reply_token: str = "",
        forwarded: bool = False,
    ) -> Receipt:
        """Let a child do something, and let the helpline deal with it."""
        name = event_id or f"event-{next(self.numbers)}"
        incoming = Incoming(
            Address(channel, who), name, kind, text, page, subject, reply_token, forwarded
        )
        receipt = await self.inbox.accept(incoming)
        if settle:
            await self.settle()
        return receipt

    async def tap(self, who: str, key: str, channel: str = "telegram") -> Receipt:
        return await self.child(who, key, kind=Kind.TAP, channel=channel)

    async def settle(self) -> None:
        """Deal with everything that lies ready, mailboxes and outboxes, until nothing does."""
        while await self._ready("ready") + await self._ready("sending"):
            pass

    async def _ready(self, what: Literal["ready", "sending"]) -> int:
        announced = await self.announced(what)
        for work in announced:
            await (self.router.work(work) if what == "ready" else self.sender.work(work))
        return len(announced)

    async def announced(self, what: Literal["ready", "sending"]) -> list[Work]:
        """Return what lies ready for a worker: mailboxes or outboxes that hold something."""
        streams = [getattr(partition, what) for partition in self.store.partitions]
        found = [await self.store.call("XRANGE", stream, "-", "+") for stream in streams]
        return [
            Work(fields[b"conversation"].decode(), entry.decode())
            for entries in found
            for entry, fields in entries
        ]

    async def pass_time(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass and everything fall due that does."""
        self.clock.passes(minutes=minutes, seconds=seconds)
        await self.timekeeper.fire_all()
        await self.settle()

    async def conversation(self, who: str, channel: str = "telegram") -> str:
        """Return the id of a child's open conversation."""
        names = await self.index.find(Address(channel, who))
        assert names is not None
        return names.id

    async def state(self, conversation: str) -> State | None:
        snapshot = await self.store.load(conversation)
        return None if snapshot is None else State(snapshot.head["state"].decode())

    async def hand_over(self, who: str, channel: str = "telegram") -> str:
        """Bring a child into the queue and return its conversation."""
        await self.child(who, "hello", channel=channel)
        await self.tap(who, "human", channel)
        await self.tap(who, "skip_all", channel)
        conversation = await self.conversation(who, channel)
        assert await self.state(conversation) is State.WAITING
        return conversation

    async def say(self, conversation: str, staff: str, text: str) -> Line:
        line = await self.queue.say(conversation, staff, str(uuid.uuid4()), text)
        await self.settle()
        return line

    async def signals_heard(self) -> None:
        """Wait until this house listens for signals, and has dealt with those sent so far."""
        async with asyncio.timeout(30):
            with self.signals.waiting_for("echo|") as waiter:
                while await waiter.next(0.02) is None:
                    await self.store.signal("echo", "")

    async def transcript(self, conversation: str) -> list[StoredLine]:
        """Return what is kept of a conversation, opened with its key and not through the desk."""
        seals = seals_of(self.keyring, conversation)
        names = self.store.names(conversation)
        sealed = await self.store.call("LRANGE", names.transcript, 0, -1)
        return [seals.open_line(line) for line in sealed]

    async def mailbox(self, conversation: str) -> list[Message]:
        """Return what a child did and nobody has dealt with yet."""
        seals = seals_of(self.keyring, conversation)
        entries = await self.store.call("LRANGE", self.store.names(conversation).mailbox, 0, -1)
        return [seals.open_mail(entry) for entry in entries if entry.startswith(b"M")]

    async def page(self, who: str) -> list[dict[str, object]]:
        """Return what a child's web page shows, in order."""
        return [
            json.loads(event.payload) async for event in self.pages.read(Address("web", who), None)
        ]

    def heard(self, who: str, author: str | None = None) -> list[str]:
        """Return the texts that reached a child, of one author or of all."""
        return [line.text for line in self.channel.carried[who] if author in {None, line.author}]


@contextlib.asynccontextmanager
async def at_work(house: House) -> AsyncIterator[None]:
    """Run the house's own loops instead of `settle`, as the gateway does."""
    work = [
        house.signals.listen(),
        Workers(store=house.store, what="ready", name="a", work=house.router.work).run(),
        Workers(store=house.store, what="sending", name="a", work=house.sender.work).run(),
        house.timekeeper.run(),
        house.sender.carry_typing(),
    ]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in work]
        yield
        for task in tasks:
            task.cancel()
