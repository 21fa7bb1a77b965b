"""Plays one script on one channel against the running helpline, and keeps what everybody saw.

It waits for what must come and for nothing else. Who reads the transcript is a counsellor who holds
the conversation; the player looks into no other.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.risk import Risk
from handoff.board import Card, Line, Mark, WrapUp
from handoff.queue import Queue
from handoff.store import Store
from tests.channels.lexicon import Lexicon
from tests.channels.script import Script, Step
from tests.channels.speakers import PATIENCE, Bubble, Speaker
from tests.service.installation import Installation

_FORM = WrapUp(reason="other", risk="none", outcome="handed_over")


@dataclass
class Around:
    """What all plays share: the helpline, its desk, the words, and the door that one passes at once.

    Attributes:
        door: held while a conversation begins, so that it is known whose the new one is.
        known: every conversation that had begun when the last one began, by its id.
    """

    installation: Installation
    store: Store
    desk: Queue
    lexicon: Lexicon
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    known: set[str] = field(default_factory=set)

    def conversations(self) -> set[str]:
        """Return the ids of all conversations that have a key."""
        keys = self.installation.home / "keyring" / "route"
        return {path.name for path in keys.iterdir() if not path.name.startswith(".")}

    async def begun(self, channel: str) -> list[str]:
        """Return what is new on a channel; keys alone are no conversation, they may be taken back."""
        new = self.conversations() - self.known
        heads = [
            await self.store.call("HGET", self.store.names(one).head, "channel") for one in new
        ]
        return [one for one, name in zip(new, heads, strict=True) if name == channel.encode()]


@dataclass
class Played:
    """What one child and its counsellors saw.

    Attributes:
        heard: name and bubble of all that the child was told.
        desk: every line a counsellor read, each time the whole transcript, with the card.
        error: why the play broke off.
    """

    script: Script
    channel: str
    heard: list[tuple[str, Bubble]] = field(default_factory=list)
    desk: list[tuple[Card, tuple[Line, ...]]] = field(default_factory=list)
    error: BaseException | None = None


class Play:
    """One script on one channel."""

    def __init__(self, script: Script, speaker: Speaker, around: Around) -> None:
        self.played = Played(script, speaker.channel)
        self._speaker = speaker
        self._around = around
        self._staff = f"staff-{script.name}-{speaker.channel}"
        self._conversation = ""
        self._told = 0
        self._offer = 0

    async def run(self) -> Played:
        """Take all steps; what goes wrong is kept with what was seen until then."""
        try:
            for step in self.played.script.steps:
                await self._take(step)
            self._nothing_more()
        except Exception as error:  # noqa: BLE001 - the test of this play raises it
            error.add_note(f"{self._speaker.channel}: {step.of}: heard {self._names()}")
            self.played.error = error
        finally:
            await self._speaker.goes()
            self.played.heard = list(zip(self._names(), self._speaker.heard, strict=True))
        return self.played

    async def _take(self, step: Step) -> None:
        does: Mapping[str, Callable[[Any], Awaitable[None]]] = {
            "start": lambda _: self._begin(self._speaker.starts()),
            "child": lambda text: self._begin(self._speaker.says(text)),
            "press": lambda key: self._speaker.presses(self._offered(key)[0]),
            "type": lambda key: self._speaker.says(self._offered(key)[1]),
            "number": lambda number: self._speaker.says(str(number)),
            "send": lambda sort: self._begin(self._speaker.sends(sort)),
            "edit": self._speaker.edits,
            "unsend": lambda _: self._speaker.unsends(),
            "counsellor": self._counsel,
            "told": self._is_told,
            "parting": self._is_parted,
            "buttons": self._sees_buttons,
            "waiting": self._is_waiting,
            "left": self._has_left,
            "desk": self._reads,
            "gone": lambda _: self._is_gone(),
            "screen": self._shows,
        }
        await does[step.verb](step.value)

    async def _begin(self, act: Awaitable[None]) -> None:
        """Let the child do something, and learn which conversation it begins if it has none."""
        if self._conversation:
            await act
            return
        around = self._around
        async with around.door:
            around.known |= around.conversations()
            await act

            async def begun() -> bool:
                return bool(await around.begun(self._speaker.channel))

            await _until_so(begun, "it begins")
            [self._conversation] = await around.begun(self._speaker.channel)

    def _offered(self, key: str) -> tuple[str, str]:
        """Return the last button of this key that can be pressed now; `share` and `keep` name a line."""
        offered = self._speaker.offered(self._offer)
        fitting = [one for one in offered if key in {one[0], one[0].partition(":")[0]}]
        assert fitting, f"{key} is not among {offered}"
        return fitting[-1]

    async def _is_told(self, names: list[str]) -> None:
        wanted = self._told + len(names)
        await self._speaker.until(lambda: len(self._speaker.heard) >= wanted, f"hears {names}")
        assert self._names()[self._told :][: len(names)] == names
        self._offer, self._told = self._told, wanted

    async def _is_parted(self, name: str) -> None:
        """Hear the last word, or see the page end, which forgets its lines with the conversation."""
        said = self._told
        await self._speaker.until(
            lambda: len(self._speaker.heard) > said or self._speaker.over, f"hears {name}"
        )
        last = self._names()[said:]
        assert last == [name] or (not last and self._speaker.over)
        self._told = said + len(last)

    async def _sees_buttons(self, keys: list[str]) -> None:
        offered = {key for key, _ in self._speaker.offered(self._offer)}
        assert set(keys) <= offered | {key.partition(":")[0] for key in offered}

    async def _is_waiting(self, risk: str) -> None:
        card = await self._waiting_card()
        assert card.risk == Risk(risk), card.risk
        assert card.channel == self._speaker.channel

    async def _has_left(self, left: object) -> None:
        async def so() -> bool:
            card = await self._around.desk.card(self._conversation, self._staff)
            return card.child_left is left

        await _until_so(so, "the desk knows that the child left")

    async def _is_gone(self) -> None:
        conversation = self._conversation
        await _until(lambda: conversation not in self._around.conversations(), "it is gone")
        self._conversation = ""

    async def _shows(self, names: Mapping[str, list[str]]) -> None:
        if self._speaker.channel not in names:
            return
        wanted = names[self._speaker.channel]
        await self._speaker.until(lambda: self._screen() == wanted, f"the phone shows {wanted}")

    async def _counsel(self, act: str | list[str]) -> None:
        desk, conversation, staff = self._around.desk, self._conversation, self._staff
        if isinstance(act, list):
            for text in act:
                await desk.say(conversation, staff, str(uuid.uuid4()), text)
        elif act == "comes":
            await self._waiting_card()
            await desk.claim(conversation, staff)
        elif act == "ends":
            await desk.end(conversation, staff)
        else:
            assert act == "closes", act
            await self._read_all()
            await desk.close(conversation, staff, _FORM)

    async def _reads(self, wanted: list[str]) -> None:
        """Wait until the child's lines stand at the desk as they must."""

        async def so() -> bool:
            lines = await self._around.desk.lines(self._conversation, self._staff)
            names = [self._name(line.text) for line in lines if line.author == "child"]
            return names == wanted

        try:
            await _until_so(so, f"the desk reads {wanted}")
        except AssertionError as error:
            lines = await self._around.desk.lines(self._conversation, self._staff)
            error.add_note(str([(line.author, line.text, line.amended) for line in lines]))
            raise

    async def _read_all(self) -> None:
        """Keep the transcript once the way of every line is known."""
        desk, conversation, staff = self._around.desk, self._conversation, self._staff

        async def so() -> bool:
            lines = await desk.lines(conversation, staff)
            return all(line.mark is not Mark.QUEUED for line in lines)

        await _until_so(so, "every line is on its way")
        card, lines = await desk.card(conversation, staff), await desk.lines(conversation, staff)
        self.played.desk.append((card, lines))

    async def _waiting_card(self) -> Card:
        found: list[Card] = []

        async def so() -> bool:
            board = await self._around.desk.board(self._staff)
            found[:] = [card for card in board.waiting if card.id == self._conversation]
            return bool(found)

        await _until_so(so, "it waits at the desk")
        return found[0]

    def _nothing_more(self) -> None:
        assert self._names()[self._told :] == []

    def _name(self, text: str) -> str:
        return self._around.lexicon.name(text, self._speaker.channel)

    def _names(self) -> list[str]:
        return [self._name(bubble.text) for bubble in self._speaker.heard]

    def _screen(self) -> list[str]:
        return [self._name(text) for text in self._speaker.screen]


async def _until(true: Callable[[], bool], what: str) -> None:
    async def so() -> bool:
        return true()

    await _until_so(so, what)


async def _until_so(so: Callable[[], Awaitable[bool]], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not await so():
                await asyncio.sleep(0.03)  # between two looks at what another process does
    except TimeoutError:
        raise AssertionError(f"in vain: {what}") from None
