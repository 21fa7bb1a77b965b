"""A bot's reply, a hand-over, a late word and two claims, all at the same moment, a thousand times."""

import asyncio
import itertools
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.understanding import Guess, Understanding
from connectors.base import Address, Incoming, Kind
from errors import Refused
from handoff.board import WrapUp
from handoff.conversation import State
from handoff.store import Work
from tests.handoff.house import House, Mind
from tests.invariants.witness import Witness

AT_ONCE = 25
FORM = WrapUp(reason="not_said", risk="none", outcome="handed_over")


class Slow:
    """An understanding that is overtaken: it takes another number of turns of the loop each time."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding
        self._turns = itertools.cycle([40, 0, 7, 90, 3, 21, 1, 60])

    async def parse(self, text: str) -> Guess:
        for _ in range(next(self._turns)):
            await asyncio.sleep(0)
        return await self._understanding.parse(text)


class Race:
    """One child with the bot's answer under way, on its way to a counsellor."""

    def __init__(self, number: int, houses: tuple[House, House]) -> None:
        self.who = f"child-{number}"
        self.staff = (f"nok-{number}", f"dao-{number}")
        self.houses = houses
        self.events = itertools.count(1)
        self.accepted: list[str] = []
        self.winners: list[str] = []

    async def write(self, kind: Kind, text: str) -> None:
        event = f"{self.who}-{next(self.events)}"
        house = self.houses[len(self.accepted) % 2]
        await house.inbox.accept(Incoming(Address("telegram", self.who), event, kind, text, "en"))
        self.accepted.append(event)

    async def come(self) -> None:
        """Ask for a person."""
        await self.write(Kind.TEXT, "hello")
        await self.write(Kind.TAP, "human")

    async def prepare(self) -> None:
        """Put a question for the bot and then the hand-over into the mailbox."""
        await self.write(Kind.TEXT, "where can i get help")
        await self.write(Kind.TAP, "skip_all")
        self.conversation = await self.houses[0].conversation(self.who)

    async def run(self, work: Work) -> None:
        """Two workers on the same work, two claims, and one more word of the child."""
        await asyncio.gather(
            *(house.router.work(work) for house in self.houses),
            *(
                self._claim(house, name)
                for house, name in zip(self.houses, self.staff, strict=True)
            ),
            self.write(Kind.TEXT, "are you there"),
        )

    async def _claim(self, house: House, name: str) -> None:
        while await house.state(self.conversation) is not State.COUNSELLOR:
            try:
                await house.queue.claim(self.conversation, name)
            except Refused:
                await asyncio.sleep(0)
            else:
                self.winners.append(name)

    async def check(self) -> None:
        """One owner, every word once and in order, and all of it before that owner."""
        house = self.houses[0]
        assert len(self.winners) == 1
        lines = await house.queue.lines(self.conversation, self.winners[0])
        assert [line.id for line in lines if line.author == "child"] == self.accepted
        [joined] = [n for n, line in enumerate(lines) if line.text in _joined(house)]
        assert "bot" not in {line.author for line in lines[joined:]}
        loser = next(name for name in self.staff if name not in self.winners)
        with pytest.raises(Refused):
            await house.queue.lines(self.conversation, loser)
        await house.queue.close(self.conversation, self.winners[0], FORM)


def _joined(house: House) -> set[str]:
    words = house.mind.content.words
    return {words.say("notice.counsellor_joined", language) for language in ("th", "en")}


@pytest.mark.parametrize(("count", "partitions"), [(1_000, 1), (150, 3)])
async def test_of_a_bot_a_hand_over_and_two_claims_at_once_one_owner_remains(
    redis: Redis, tmp_path: Path, mind: Mind, count: int, partitions: int
) -> None:
    witness = Witness(redis, partitions=partitions)
    await witness.open()
    house = House(
        redis,
        tmp_path,
        mind=mind,
        partitions=partitions,
        understanding=Slow(mind.keywords),
        store=witness,
    )
    witness.keyring, witness.seen = house.keyring, []
    houses = house, house.beside(understanding=Slow(mind.keywords))
    for batch in itertools.batched(range(count), AT_ONCE):
        races = [Race(number, houses) for number in batch]
        await asyncio.gather(*(race.come() for race in races))
        await house.settle()
        await asyncio.gather(*(race.prepare() for race in races))
        work = {work.conversation: work for work in await house.announced("ready")}
        await asyncio.gather(*(race.run(work[race.conversation]) for race in races))
        await house.settle()
        for race in races:
            await race.check()
        witness.assert_the_bot_kept_silent()
        witness.seen.clear()
        await house.settle()
    assert house.keyring.conversations() == frozenset()
