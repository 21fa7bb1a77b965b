"""A blocked child: the truth, the numbers, danger answered as ever, nothing taken in, and an end."""

import shutil
from pathlib import Path

import pytest

from bot.language import Language
from connectors.base import Address, Kind
from errors import Refused
from handoff.blocks import Block
from handoff.conversation import State
from handoff.doorkeeper import Doorkeeper
from handoff.statistics.counters import month_of
from tests.handoff.house import House

HOURS = 60
CHANNELS = ("telegram", "line", "web")


async def blocked(
    house: House, who: str = "a", channel: str = "telegram", *, hours: int = 1
) -> tuple[str, Block]:
    """Let a counsellor take a child and block it; return the conversation and the block."""
    conversation = await house.hand_over(who, channel)
    await house.queue.claim(conversation, "nok")
    await house.settle()
    block = await house.blocks.begin(designation=7, reason="threats", by="nok", hours=hours)
    await house.queue.block(conversation, "nok", block.id)
    await house.timekeeper.fire_all()
    await house.settle()
    found = await house.blocks.get(block.id)
    assert found
    return conversation, found


def words(house: House, text_id: str, language: Language = "en") -> str:
    """Return a text up to its first field."""
    return house.mind.content.words[text_id][language].partition("{")[0]


def heard(house: House, who: str, channel: str) -> list[str]:
    carried = {"telegram": house.channel, "line": house.line, "web": house.web}[channel].carried
    return [line.text for line in carried[who]]


async def counted(house: House, code: str) -> int:
    counters = house.store.partitions[0].counters(month_of(house.clock()))
    return int(await house.store.call("HGET", counters, code) or 0)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_it_is_told_why_until_when_and_whom_to_call(house: House, channel: str) -> None:
    conversation, _ = await blocked(house, "a", channel)
    why, numbers = heard(house, "a", channel)[-2:]
    assert why.startswith(words(house, "blocked.begun"))
    assert "today after" in why
    assert all(number in numbers for number in ("191", "1669", "1387", "1323"))
    assert await house.state(conversation) is State.BLOCKED
    assert (await house.queue.board("nok")).mine == ()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_what_it_writes_then_is_answered_and_not_taken_in(house: House, channel: str) -> None:
    conversation, _ = await blocked(house, "a", channel)
    before = [line.id for line in await house.transcript(conversation) if line.author == "child"]
    await house.child("a", "a secret word", channel=channel)
    await house.tap("a", "human", channel)
    still, numbers = heard(house, "a", channel)[-2:]
    assert still.startswith(words(house, "blocked.still"))
    assert "191" in numbers
    kept = await house.transcript(conversation)
    assert [line.id for line in kept if line.author == "child"] == before
    assert not any("secret" in line.text for line in kept)
    with pytest.raises(Refused):
        await house.queue.claim(conversation, "dao")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("minutes", [1, 30])
async def test_danger_is_answered_with_the_emergency_card(
    house: House, channel: str, minutes: int
) -> None:
    """In the conversation that was blocked, and in a later one while the block lasts."""
    await blocked(house, "a", channel)
    await house.pass_time(minutes=minutes)
    await house.child("a", "I want to die", channel=channel)
    await house.child("a", "I want to die", channel=channel)
    card, lines, again = heard(house, "a", channel)[-3:]
    danger = house.mind.content.danger("suicide").bubbles[0]["en"]
    assert card in {danger, house.mind.content.danger(None).bubbles[0]["en"]}
    assert "1669" in lines
    assert "1669" in again
    assert again != lines
    conversation = await house.conversation("a", channel)
    assert await house.state(conversation) is State.BLOCKED
    assert (await house.queue.board("nok")).waiting == ()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_later_conversation_is_kept_out_too(house: House, channel: str) -> None:
    first, _ = await blocked(house, "a", channel)
    await house.pass_time(minutes=11)
    assert await house.state(first) is None
    await house.child("a", "hello again", channel=channel)
    second = await house.conversation("a", channel)
    assert second != first
    assert heard(house, "a", channel)[-2].startswith(words(house, "blocked.still"))
    await house.pass_time(minutes=11)
    assert await house.state(second) is None


async def test_after_its_end_it_is_a_conversation_like_any_other(house: House) -> None:
    await blocked(house)
    await house.pass_time(minutes=HOURS)
    conversation = await house.hand_over("a")
    await house.child("a", "kept again")
    assert "kept again" in [line.text for line in await house.transcript(conversation)]


async def test_whom_it_ends_for_while_it_writes_is_let_in(house: House) -> None:
    await blocked(house)
    await house.pass_time(minutes=HOURS - 2)
    await house.child("a", "hello")
    conversation = await house.conversation("a")
    await house.pass_time(minutes=3)
    await house.child("a", "hello there")
    assert await house.conversation("a") == conversation
    assert await house.state(conversation) is State.BOT
    await house.pass_time(minutes=11)
    assert await house.state(conversation) is State.BOT


async def test_a_lifted_block_keeps_nobody_out(house: House) -> None:
    conversation, block = await blocked(house)
    await house.blocks.lift(block.id)
    await house.child("a", "hello")
    assert await house.state(conversation) is State.BOT


async def test_another_child_and_another_channel_are_not_kept_out(house: House) -> None:
    await blocked(house)
    await house.hand_over("b")
    await house.hand_over("a", "line")


async def test_another_gateway_keeps_it_out_at_once(house: House) -> None:
    await blocked(house)
    await house.pass_time(minutes=11)
    other = house.beside()
    await other.child("a", "hello")
    assert await other.state(await other.conversation("a")) is State.BLOCKED


@pytest.mark.parametrize("kind", [Kind.EXIT, Kind.FORGET])
async def test_leaving_at_the_very_moment_is_no_way_around(house: House, kind: Kind) -> None:
    """What the child does may come before the gateway has made the block."""
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.settle()
    block = await house.blocks.begin(designation=7, reason="threats", by="nok", hours=1)
    await house.queue.block(conversation, "nok", block.id)
    await house.child("a", kind=kind)
    assert await house.state(conversation) is None
    await house.child("a", "hello")
    assert await house.state(await house.conversation("a")) is State.BLOCKED


async def test_quick_exit_and_forgetting_work_as_ever(house: House) -> None:
    conversation, _ = await blocked(house)
    await house.tap("a", "exit")
    assert await house.state(conversation) is None
    await house.child("a", "hello")
    conversation = await house.conversation("a")
    await house.tap("a", "forget")
    assert await house.state(conversation) is None


async def test_it_is_counted_once_as_blocked(house: House) -> None:
    await blocked(house)
    await house.pass_time(minutes=11)
    await house.child("a", "hello")
    await house.pass_time(minutes=11)
    assert await counted(house, "outcome:blocked") == 1
    assert await counted(house, "contacts") == 1


async def test_only_who_holds_a_conversation_blocks(house: House) -> None:
    conversation = await house.hand_over("a")
    await house.queue.claim(conversation, "nok")
    await house.settle()
    block = await house.blocks.begin(designation=7, reason="threats", by="dao", hours=1)
    with pytest.raises(Refused):
        await house.queue.block(conversation, "dao", block.id)
    assert await house.state(conversation) is State.COUNSELLOR


async def test_a_web_page_shows_what_was_written_and_answered(house: House) -> None:
    await blocked(house, "a", "web")
    await house.child("a", "hello?", channel="web")
    *_, own, still, numbers = await house.page("a")
    assert own["text"] == "hello?"
    assert str(still["text"]).startswith(words(house, "blocked.still"))
    assert "191" in str(numbers["text"])


async def test_when_it_has_ended_old_store_and_present_keys_link_nobody(
    house: House, tmp_path: Path
) -> None:
    """The hash may lie in a backup for ever; the key that could make it anew is gone."""
    _, block = await blocked(house)
    kept = house.folder / "keyring" / "blocks"
    assert [path.name for path in kept.iterdir()] == [block.id]
    assert await house.doorkeeper.found(Address("telegram", "a")) == block

    house.clock.passes(minutes=HOURS)
    await house.doorkeeper.destroy_ended()
    present = tmp_path / "copied"
    shutil.copytree(kept, present)
    house.clock.passes(minutes=-HOURS)  # the store as it was
    listed = house.store.partitions[0].named("blocks")
    await house.store.call("ZADD", listed, block.until, block.id)

    assert house.masters.route
    thief = Doorkeeper(house.blocks, present, house.masters.route)
    assert await house.blocks.running() == (block,)
    assert await thief.found(Address("telegram", "a")) is None
    assert await house.doorkeeper.found(Address("telegram", "a")) is None


async def test_while_it_lasts_the_key_stays(house: House) -> None:
    _, block = await blocked(house, hours=72)
    await house.blocks.settle(block.id, by="somchai", longer=True)
    house.clock.passes(minutes=71 * HOURS)
    await house.doorkeeper.destroy_ended()
    found = await house.doorkeeper.found(Address("telegram", "a"))
    assert found
    assert found.id == block.id


async def test_two_blocks_of_one_child_are_two_hashes(house: House) -> None:
    _, first = await blocked(house)
    await house.blocks.lift(first.id)
    await house.pass_time(minutes=11)
    _, second = await blocked(house)
    assert first.mark != second.mark
