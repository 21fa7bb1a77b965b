"""A whole helpline behind the LINE channel: real store, real bot, real sender, fake LINE."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from connectors.base import Address
from connectors.line.connector import LineConnector
from handoff.board import Mark
from handoff.sender import Sender
from tests.connectors.line_house import serving
from tests.fakes.line.child import Child
from tests.fakes.line.sdk_judge import sdk_findings
from tests.fakes.line.server import FakeLine, line_server
from tests.handoff.house import House, Mind


@dataclass(frozen=True)
class Service:
    """The helpline, LINE, and one child who has it on its phone."""

    helpline: House
    line: FakeLine
    connector: LineConnector
    child: Child

    async def says(self, text: str) -> list[str]:
        """The child writes; returns what the helpline answers."""
        before = len(self.child.received)
        await self.child.says(text)
        await self.helpline.settle()
        return [shown.text for shown in self.child.received[before:]]

    async def presses(self, key: str) -> None:
        await self.child.presses(key)
        await self.helpline.settle()

    async def conversation(self) -> str:
        names = await self.helpline.index.find(Address("line", self.child.user_id))
        assert names is not None
        return names.id

    async def held(self) -> str:
        """Bring the child to a counsellor."""
        await self.says("hello")
        await self.presses("human")
        await self.presses("skip_all")
        conversation = await self.conversation()
        await self.helpline.queue.claim(conversation, "nok")
        await self.helpline.settle()
        return conversation

    async def marks(self, conversation: str) -> list[Mark | None]:
        lines = await self.helpline.queue.lines(conversation, "nok")
        return [line.mark for line in lines if line.author == "counsellor"]


@pytest.fixture(scope="module")
def mind() -> Mind:
    return Mind.load()


@pytest.fixture
async def service(redis: Redis, tmp_path: Path, mind: Mind) -> AsyncIterator[Service]:
    helpline = House(redis, tmp_path, mind=mind)
    await helpline.store.open()
    async with (
        line_server(lambda: helpline.clock.now / 1000, judges=[sdk_findings]) as line,
        serving(line, helpline.inbox, helpline.alarms, helpline.clock) as (connector, _),
    ):
        helpline.sender = Sender(
            store=helpline.store,
            keyring=helpline.keyring,
            connectors={"line": connector},
            signals=helpline.signals,
            clock=helpline.clock,
            steps=helpline.steps,
        )
        await connector.start()
        yield Service(helpline, line, connector, line.child())


async def test_the_bot_answers_free_and_in_one_request(service: Service) -> None:
    for text in ("hello", "someone has my pictures and wants money", "where can i get help"):
        assert await service.says(text)
    assert (service.line.replies, service.line.pushes) == (3, 0)
    assert service.connector.counts["push"] == 0
    assert service.child.shown[-1].buttons


async def test_danger_is_answered_at_once(service: Service) -> None:
    answer = await service.says("อยากตาย")
    assert any("1323" in text or "1669" in text or "191" in text for text in answer)


async def test_the_same_event_again_is_answered_once(service: Service) -> None:
    service.line.misbehave("duplicate_flagged", on="webhook")
    first = await service.says("hello")
    assert len(first) == len(service.child.received)
    assert service.line.replies == 1


async def test_a_counsellors_later_words_go_by_push_and_arrive_once(service: Service) -> None:
    conversation = await service.held()
    service.helpline.clock.passes(minutes=2)
    service.line.misbehave("accept_then_500")
    await service.helpline.say(conversation, "nok", "I am here with you.")
    assert [shown.text for shown in service.child.received][-1] == "I am here with you."
    assert [shown.text for shown in service.child.received].count("I am here with you.") == 1
    assert await service.marks(conversation) == [Mark.SENT]


async def test_a_bot_line_in_doubt_is_marked_and_not_doubled(service: Service) -> None:
    service.line.misbehave("accept_then_drop", on="reply")
    answer = await service.says("hello")
    assert answer
    assert len(answer) == len(set(answer))
    assert service.line.pushes == 0
    conversation = await service.held()
    lines = await service.helpline.queue.lines(conversation, "nok")
    doubted = [line.text for line in lines if line.mark is Mark.UNCERTAIN]
    assert doubted == answer


async def test_a_counsellors_line_in_doubt_goes_once_more_and_is_marked(service: Service) -> None:
    conversation = await service.held()
    await service.child.says("ok")
    service.line.misbehave("accept_then_drop", on="reply")
    await service.helpline.settle()
    await service.helpline.say(conversation, "nok", "I am here with you.")
    received = [shown.text for shown in service.child.received]
    assert received.count("I am here with you.") == 2
    assert await service.marks(conversation) == [Mark.UNCERTAIN]


async def test_with_the_month_used_up_the_next_message_brings_what_waited(
    service: Service,
) -> None:
    """Nothing is lost, and staff are told."""
    conversation = await service.held()
    service.helpline.clock.passes(minutes=2)
    service.line.quota.limit = service.line.quota.used = 0
    await service.helpline.say(conversation, "nok", "Are you there?")
    await service.helpline.say(conversation, "nok", "I will wait.")
    assert await service.marks(conversation) == [Mark.QUEUED, Mark.QUEUED]
    assert "quota_gone" in [alarm.code for alarm in await service.helpline.alarms.standing()]
    assert await service.says("yes") == ["Are you there?", "I will wait."]
    assert await service.marks(conversation) == [Mark.SENT, Mark.SENT]


async def test_a_line_in_doubt_with_the_month_used_up_goes_with_the_next_answer(
    service: Service,
) -> None:
    """A line that may have arrived must not keep the child's next answer from going free."""
    conversation = await service.held()
    await service.says("ok")
    service.line.quota.limit = service.line.quota.used = 0
    service.line.misbehave("accept_then_drop", on="reply")
    await service.helpline.say(conversation, "nok", "I am here with you.")
    answer = await service.says("hello?")
    assert answer == ["I am here with you."]
    assert await service.marks(conversation) == [Mark.UNCERTAIN]


async def test_a_message_taken_back_is_gone_from_the_transcript(service: Service) -> None:
    conversation = await service.held()
    message_id = await service.child.says("my secret planted words")
    await service.helpline.settle()
    await service.child.unsends(message_id)
    await service.helpline.settle()
    texts = [line.text for line in await service.helpline.queue.lines(conversation, "nok")]
    assert not any("planted" in text for text in texts)


async def test_a_child_who_blocks_us_has_left(service: Service) -> None:
    conversation = await service.held()
    await service.child.blocks()
    await service.helpline.settle()
    assert (await service.helpline.queue.card(conversation, "nok")).child_left
