"""Children, counsellors, time, crashes and stalled workers in any order: what must always hold, holds.

Hypothesis chooses the order; the store is real. A crash leaves the work in the middle, as the death
of a process would, and another gateway over the same store and keys goes on.
"""

import asyncio
import contextlib
import itertools
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from redis.asyncio import Redis

from connectors.base import Address, Incoming, Kind, Receipt
from errors import Refused
from handoff.board import Destination, WrapUp
from handoff.conversation import State
from handoff.faults import STEPS
from handoff.queue import Queue
from operation.valkey import ValkeyPlace
from tests.handoff.house import House, Mind
from tests.invariants.witness import Crash, Fate, Witness

CHILDREN = (("ann", "telegram"), ("boy", "telegram"), ("chi", "web"), ("dee", "web"))
STAFF = ("nok", "dao")
WORDS = (
    "hello",
    "i feel alone",
    "I want to die",
    "a person please",
    "call me at 081-234-5678",
    "อยากคุยกับคน",
)
KEYS = ("human", "skip_all", "leave", "card:where_to_get_help", "lang:en", "place", "nonsense")
ENDING_KEYS = ("exit", "forget")
FORM = WrapUp(reason="not_said", risk="none", outcome="handed_over")
_IN_TURN = {State.COUNSELLOR, State.CLOSING}
_UNHANDLED_MINUTES = 60
_DAYS = 72 * 60

children = st.sampled_from(CHILDREN)
staff = st.sampled_from(STAFF)
gateways = st.sampled_from([0, 1])


class Helpline(RuleBasedStateMachine):
    """One store, two gateways with a desk each, four children and two counsellors."""

    place: ValkeyPlace
    mind: Mind

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="helpline-"))
        self.numbers = itertools.count(1)
        self.events: list[tuple[Incoming, int]] = []
        self.taken: defaultdict[str, list[str]] = defaultdict(list)
        self.whose: dict[str, tuple[str, str]] = {}
        self.may_close: set[str] = set()
        self.owner: dict[str, str] = {}
        self.stalled: asyncio.Task[None] | None = None
        self.do(self._open())

    async def _open(self) -> None:
        self.redis = Redis.from_url(self.place.url)
        await self.redis.flushall()
        witness = Witness(self.redis)
        witness.seen = []
        await witness.open()
        first = House(self.redis, self.folder, mind=self.mind, steps=Fate(), store=witness)
        witness.keyring = first.keyring
        self.witness = witness
        self.houses = [first, first.beside(steps=Fate())]
        for name in STAFF:
            await first.queue.set_duty(name, on=True)

    def teardown(self) -> None:
        """Let everything be dealt with, look once more, and leave nothing behind."""
        try:
            self.do(self._finish())
        finally:
            self.do(self.redis.aclose())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()
            shutil.rmtree(self.folder)

    async def _finish(self) -> None:
        await self._go_on()
        await self.houses[0].settle()
        await self._check(settled=True)

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the work gives
        return self.loop.run_until_complete(work)

    def fate(self, gateway: int) -> Fate:
        steps = self.houses[gateway].steps
        assert isinstance(steps, Fate)
        return steps

    # --- what children do ---------------------------------------------------------------------

    @rule(child=children, words=st.sampled_from(WORDS), gateway=gateways, settle=st.booleans())
    def write(self, child: tuple[str, str], words: str, gateway: int, settle: bool) -> None:  # noqa: FBT001
        number = next(self.numbers)
        self.do(self._send(self._event(child, Kind.TEXT, f"{words} {number}"), gateway, settle))

    @rule(child=children, key=st.sampled_from(KEYS), gateway=gateways, settle=st.booleans())
    def tap(self, child: tuple[str, str], key: str, gateway: int, settle: bool) -> None:  # noqa: FBT001
        self.do(self._send(self._event(child, Kind.TAP, key), gateway, settle))

    @initialize(waiting=st.integers(0, len(CHILDREN)), claimed=st.booleans())
    def some_have_come_already(self, waiting: int, claimed: bool) -> None:  # noqa: FBT001
        for child in CHILDREN[:waiting]:
            self.ask_for_a_person(child, 0)
        if claimed:
            self.claim(STAFF[0], 0)

    @rule(child=children, gateway=gateways)
    def ask_for_a_person(self, child: tuple[str, str], gateway: int) -> None:
        for key in ("human", "skip_all"):
            self.do(self._send(self._event(child, Kind.TAP, key), gateway, settle=True))

    @rule(
        child=children,
        kind=st.sampled_from([Kind.EXIT, Kind.FORGET, Kind.LEFT]),
        gateway=gateways,
        settle=st.booleans(),
    )
    def end_it(self, child: tuple[str, str], kind: Kind, gateway: int, settle: bool) -> None:  # noqa: FBT001
        self.do(self._send(self._event(child, kind), gateway, settle))

    @rule(child=children, key=st.sampled_from(ENDING_KEYS), gateway=gateways)
    def end_it_by_a_button(self, child: tuple[str, str], key: str, gateway: int) -> None:
        self.do(self._send(self._event(child, Kind.TAP, key), gateway, settle=True))

    @precondition(lambda self: self.events)
    @rule(pick=st.integers(0, 10_000), share=st.booleans(), gateway=gateways)
    def decide_about_a_detail(self, pick: int, share: bool, gateway: int) -> None:  # noqa: FBT001
        about, _ = self.events[pick % len(self.events)]
        key = f"{'share' if share else 'keep'}:{about.event_id}"
        child = (about.address.id, about.address.channel)
        self.do(self._send(self._event(child, Kind.TAP, key), gateway, settle=True))

    @precondition(lambda self: self.events)
    @rule(pick=st.integers(0, 10_000), gateway=gateways)
    def redeliver(self, pick: int, gateway: int) -> None:
        """Any event of the last 48 hours, in any order, comes once more."""
        incoming, at = self.events[pick % len(self.events)]
        if self.houses[0].clock() - at < 2 * 86_400_000:
            assert self.do(self.houses[gateway].inbox.accept(incoming)) is Receipt.DUPLICATE

    def _event(self, child: tuple[str, str], kind: Kind, text: str = "") -> Incoming:
        name, channel = child
        event_id = f"event-{next(self.numbers)}"
        return Incoming(Address(channel, name), event_id, kind, text, "en")

    async def _send(self, incoming: Incoming, gateway: int, settle: bool) -> None:  # noqa: FBT001
        house = self.houses[gateway]
        try:
            receipt = await house.inbox.accept(incoming)
        except Crash:  # the platform had no answer: it sends the event again, to whoever is there
            house = self.houses[1 - gateway]
            receipt = await house.inbox.accept(incoming)
            await self._note(incoming, house)
        else:
            if receipt is Receipt.ACCEPTED:
                await self._note(incoming, house)
            else:
                assert incoming.kind in {Kind.EXIT, Kind.FORGET, Kind.LEFT}
        if settle:
            await house.settle()

    async def _note(self, incoming: Incoming, house: House) -> None:
        """Remember what was accepted, and into which conversation."""
        names = await house.index.find(incoming.address)
        if names is None:
            assert incoming.kind in {Kind.EXIT, Kind.FORGET, Kind.LEFT}
            return
        self.events.append((incoming, house.clock()))
        self.whose[names.id] = (incoming.address.id, incoming.address.channel)
        if incoming.kind in {Kind.EXIT, Kind.FORGET, Kind.LEFT} or incoming.text in ENDING_KEYS:
            self.may_close.add(names.id)
        if incoming.kind is Kind.TEXT or (
            incoming.kind is Kind.TAP and not incoming.text.startswith(("share:", "keep:"))
        ):
            self.taken[names.id].append(incoming.event_id)

    # --- what the machines do -----------------------------------------------------------------

    @rule(gateway=gateways)
    def settle(self, gateway: int) -> None:
        self.do(self.houses[gateway].settle())

    @rule()
    def two_workers_on_the_same_work(self) -> None:
        self.do(self._both())

    async def _both(self) -> None:
        await asyncio.gather(*(house.settle() for house in self.houses))

    @rule(step=st.sampled_from(STEPS), gateway=gateways, child=children, name=staff)
    def crash(self, step: str, gateway: int, child: tuple[str, str], name: str) -> None:
        """A process dies at a step in the middle of its work."""
        fate = self.fate(gateway)
        fate.crash_at = step
        self.do(self._send(self._event(child, Kind.TEXT, "hello again"), gateway, settle=False))
        with contextlib.suppress(Crash):
            self.do(self.houses[gateway].settle())
        with contextlib.suppress(Crash, Refused):
            self.do(self._say_something(name, gateway))
        fate.crash_at = None

    @precondition(lambda self: self.stalled is None)
    @rule(
        step=st.sampled_from(["route.read", "route.planned", "send.taken", "send.delivered"]),
        child=children,
    )
    def stall(self, step: str, child: tuple[str, str]) -> None:
        """A worker stops at a step for as long as the next rules take, then goes on."""
        self.do(self._stall(step, self._event(child, Kind.TEXT, "and then")))

    async def _stall(self, step: str, incoming: Incoming) -> None:
        fate = self.fate(1)
        fate.stall_at = step
        fate.go_on, fate.stalled = asyncio.Event(), asyncio.Event()
        await self._send(incoming, 1, settle=False)
        self.stalled = asyncio.create_task(self.houses[1].settle())
        waiting = asyncio.create_task(fate.stalled.wait())
        await asyncio.wait({self.stalled, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        fate.stall_at = None  # there may have been nothing to do: then nobody is to wait later

    @precondition(lambda self: self.stalled is not None)
    @rule()
    def go_on(self) -> None:
        self.do(self._go_on())

    async def _go_on(self) -> None:
        fate = self.fate(1)
        fate.stall_at = None
        fate.go_on.set()
        if self.stalled is not None:
            await self.stalled
        self.stalled = None

    @rule(minutes=st.sampled_from([1, 2, 31, 24 * 60, _DAYS]), gateway=gateways)
    def time_passes(self, minutes: int, gateway: int) -> None:
        self.do(self._pass(minutes, gateway))

    async def _pass(self, minutes: int, gateway: int) -> None:
        house = self.houses[gateway]
        if minutes >= _UNHANDLED_MINUTES:  # no mailbox lies for days: workers look every second
            await house.settle()
        for conversation in self.taken:
            state = await house.state(conversation)
            opened = await self._opened_at(conversation)
            old = house.clock() + minutes * 60_000 - opened >= _DAYS * 60_000
            if state in {State.ASLEEP, State.CLOSING} or old:
                self.may_close.add(conversation)
        await house.pass_time(minutes=minutes)

    async def _opened_at(self, conversation: str) -> int:
        names = self.witness.names(conversation)
        return int(await self.witness.call("HGET", names.head, "opened_at") or 0)

    # --- what counsellors do ------------------------------------------------------------------

    @rule(name=staff, gateway=gateways)
    def claim(self, name: str, gateway: int) -> None:
        """Take whoever is next; nobody else can hold it then."""
        board = self.do(self.houses[gateway].queue.board(name))
        for card in (*board.offered, *board.waiting)[:1]:
            assert card.id not in self.owner
            self._try(self.houses[gateway].queue.claim(card.id, name))
            self.owner[card.id] = name

    @rule(name=staff, gateway=gateways)
    def claim_what_another_holds(self, name: str, gateway: int) -> None:
        for conversation, holder in self.owner.items():
            if holder != name:
                with pytest.raises(Refused):
                    self.do(self.houses[gateway].queue.claim(conversation, name))

    @rule(name=staff, gateway=gateways)
    def say(self, name: str, gateway: int) -> None:
        with contextlib.suppress(Refused):
            self.do(self._say_something(name, gateway))

    async def _say_something(self, name: str, gateway: int) -> None:
        """Write into every conversation: only in one's own it is taken, once, for its child."""
        line_id = f"{next(self.numbers):036d}"
        for conversation, holder in list(self.owner.items()):
            who, _ = self.whose[conversation]
            queue = self.houses[gateway].queue
            if holder != name:
                with pytest.raises(Refused):
                    await queue.say(conversation, name, line_id, "not mine")
                continue
            try:
                await queue.say(conversation, name, line_id, f"for:{who}")
            except Crash:
                await self.houses[1 - gateway].queue.say(conversation, name, line_id, f"for:{who}")
            line_id = f"{next(self.numbers):036d}"

    @rule(
        name=staff,
        gateway=gateways,
        act=st.sampled_from(["hand_back", "requeue", "transfer", "end", "close", "refuse"]),
    )
    def act(self, name: str, gateway: int, act: str) -> None:
        queue = self.houses[gateway].queue
        board = self.do(queue.board(name))
        if act == "refuse":
            for card in board.offered:
                self._try(queue.refuse(card.id, name))
            return
        for card in board.mine[:1]:
            if act == "close":
                self.do(self._close(card.id, name, gateway))
            elif self._try(self._act_of(act, queue, card.id, name)) and act != "end":
                self.owner.pop(card.id, None)

    def _act_of(
        self, act: str, queue: Queue, conversation: str, name: str
    ) -> Coroutine[Any, Any, None]:
        if act == "hand_back":
            return queue.hand_back(conversation, name)
        if act == "end":
            return queue.end(conversation, name)
        colleague = next(one for one in STAFF if one != name)
        to = Destination(colleague if act == "transfer" else "")
        return queue.transfer(conversation, name, to)

    async def _close(self, conversation: str, name: str, gateway: int) -> None:
        """Close; refused as long as something the child has written lies unread by anybody."""
        house = self.houses[gateway]
        unread = await self.redis.llen(house.store.names(conversation).mailbox)
        try:
            await house.queue.close(conversation, name, FORM)
        except Refused:
            return
        assert not unread
        self.may_close.add(conversation)

    def _try(self, work: Coroutine[Any, Any, Any]) -> bool:
        try:
            self.do(work)
        except Refused:
            return False
        return True

    # --- what must always hold ----------------------------------------------------------------

    @invariant()
    def it_holds(self) -> None:
        if hasattr(self, "houses"):
            self.do(self._check(settled=False))

    async def _check(self, *, settled: bool) -> None:
        self.witness.assert_the_bot_kept_silent()
        for conversation in list(self.taken):
            if await self.houses[0].state(conversation) in {None, State.CLOSED}:
                assert conversation in self.may_close
                self._forget(conversation)
            else:
                await self._check_open(conversation, settled=settled)
        self._check_children()

    async def _check_open(self, conversation: str, *, settled: bool) -> None:
        """Everything accepted stands once and in order; the owner is who the model says."""
        house = self.houses[0]
        kept = [line for line in await house.transcript(conversation) if line.author == "child"]
        unread = [
            message.event_id
            for message in await house.mailbox(conversation)
            if message.event_id in set(self.taken[conversation])
        ]
        assert [line.id for line in kept] + unread == self.taken[conversation]
        snapshot = await house.store.load(conversation)
        assert snapshot is not None
        held = await house.store.call("HGET", snapshot.names.partition.held, conversation)
        holder = held.decode() if held else None
        if State(snapshot.head["state"].decode()) in _IN_TURN:
            assert holder == self.owner[conversation] == snapshot.head["counsellor"].decode()
        else:
            assert holder is None
            self.owner.pop(conversation, None)
        if settled:
            assert not unread
            who, channel = self.whose[conversation]
            carried = self._carried(who, channel)
            assert carried[-1:] == self.witness.sent_in(conversation)[-1:]
        if self.whose[conversation][1] == "web":
            await self._check_page(conversation, [line.id for line in kept], settled=settled)

    def _forget(self, conversation: str) -> None:
        del self.taken[conversation]
        self.owner.pop(conversation, None)

    def _carried(self, who: str, channel: str) -> list[str]:
        house = self.houses[0]
        far = house.web if channel == "web" else house.channel
        return [line.id for line in far.carried[who]]

    def _check_children(self) -> None:
        """What reached a child was meant for it, stands once and is in order."""
        for who, channel in CHILDREN:
            mine = [one for one, child in self.whose.items() if child == (who, channel)]
            meant = [line for one in mine for line in self.witness.sent_in(one)]
            carried = self._carried(who, channel)
            assert carried == [line for line in meant if line in set(carried)]
            house = self.houses[0]
            far = house.web if channel == "web" else house.channel
            texts = [line.text for line in far.carried[who] if line.text.startswith("for:")]
            assert set(texts) <= {f"for:{who}"}

    async def _check_page(self, conversation: str, kept: list[str], *, settled: bool) -> None:
        """A page shows the child's own lines and the answers, each once, each in order."""
        shown = await self.houses[0].page(self.whose[conversation][0])
        own = [str(line["id"]) for line in shown if line["author"] == "child"]
        assert list(dict.fromkeys(own)) == kept
        others = [str(line["id"]) for line in shown if line["author"] != "child"]
        sent = self.witness.sent_in(conversation)
        assert others == sent[: len(others)]
        if settled:
            assert others == sent


def test_whatever_happens_what_must_always_hold_holds(valkey: ValkeyPlace, mind: Mind) -> None:
    """Invariants 1 to 4 of the design, over orders of events that nobody thought of."""

    class Machine(Helpline):
        place = valkey

    Machine.mind = mind
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
