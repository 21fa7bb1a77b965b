"""All ready replies: shipped, changed, hidden, added; and own ones, which nobody else is given."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from bot.language import Language
from handoff.desk.declined import Declined
from handoff.desk.replies import Reply
from handoff.desk.reply_book import MOST_OWN, Origin, ReplyBook, digest, new_id
from handoff.sealing import new_key
from handoff.store import Store

KEY = new_key()
HELLO = Reply("hello", "hi", {"th": "ทัก", "en": "Hello"}, {"th": "สวัสดี", "en": "Hi"})
BYE = Reply("bye", "bye", {"th": "ลา", "en": "Goodbye"}, {"th": "ลาก่อน", "en": "Bye"})
OURS = Reply("", "ours", {"th": "ของเรา", "en": "Ours"}, {"th": "ก", "en": "a"})
OTHER: Mapping[Language, str] = {"th": "อื่น", "en": "other"}


@pytest.fixture
def book(redis: Redis) -> ReplyBook:
    return ReplyBook(Store(redis), KEY, (HELLO, BYE))


def own(shortcut: str = "ours") -> Reply:
    return replace(OURS, id=new_id(), shortcut=shortcut)


async def origins(book: ReplyBook) -> dict[str, Origin]:
    return {one.reply.id: one.origin for one in await book.shared()}


async def test_what_is_shipped_is_there_until_somebody_changes_it(book: ReplyBook) -> None:
    assert await book.visible() == (HELLO, BYE)
    changed = replace(HELLO, text=OTHER)
    await book.write_shared(changed, was=digest(HELLO))
    assert await book.visible() == (changed, BYE)
    assert await origins(book) == {"hello": Origin.CHANGED, "bye": Origin.SHIPPED}
    await book.restore("hello")
    assert await book.visible() == (HELLO, BYE)


async def test_a_shipped_one_is_hidden_and_comes_back(book: ReplyBook) -> None:
    await book.hide("hello")
    assert await book.visible() == (BYE,)
    assert (await origins(book))["hello"] is Origin.HIDDEN
    await book.restore("hello")
    assert await book.visible() == (HELLO, BYE)


async def test_an_added_one_goes_for_good(book: ReplyBook) -> None:
    added = own()
    await book.write_shared(added, was="")
    assert (await origins(book))[added.id] is Origin.ADDED
    await book.hide(added.id)
    assert added.id not in await origins(book)
    with pytest.raises(Declined, match="no such reply"):
        await book.hide(added.id)
    with pytest.raises(Declined, match="no such reply"):
        await book.restore(added.id)


async def test_a_shortcut_stands_for_one_shared_reply(book: ReplyBook) -> None:
    with pytest.raises(Declined, match="shortcut"):
        await book.write_shared(own("hi"), was="")
    await book.hide("hello")
    await book.write_shared(own("hi"), was="")
    with pytest.raises(Declined, match="shortcut"):
        await book.restore("hello")


async def test_of_two_who_change_the_same_words_one_is_told(book: ReplyBook) -> None:
    done = await asyncio.gather(
        *(
            book.write_shared(replace(HELLO, text={"th": "ก", "en": word}), was=digest(HELLO))
            for word in ("one", "two", "three")
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Declined) for one in done) == 2


async def test_changes_of_several_at_the_same_moment_are_all_kept(book: ReplyBook) -> None:
    await asyncio.gather(*(book.write_shared(own(f"r{n}"), was="") for n in range(5)))
    assert len(await book.visible()) == 7


async def test_own_ones_are_for_their_owner_alone(book: ReplyBook, redis: Redis) -> None:
    mine = own()
    await book.write_own("malee", mine, was="")
    assert await book.own("malee") == (mine,)
    assert await book.own("ploy") == ()
    assert mine not in await book.visible()
    for name in await redis.keys("*replies*"):
        assert b"malee" not in name
        assert b"ours" not in (await redis.hget(name, "sealed") or b"")
    await book.remove_own("malee", mine.id)
    assert await book.own("malee") == ()


async def test_an_own_one_may_have_the_shortcut_of_a_shared_one(book: ReplyBook) -> None:
    await book.write_own("malee", own("hi"), was="")
    with pytest.raises(Declined, match="shortcut"):
        await book.write_own("malee", own("hi"), was="")


async def test_nobody_has_endlessly_many(book: ReplyBook) -> None:
    for number in range(MOST_OWN):
        await book.write_own("malee", own(f"r{number}"), was="")
    with pytest.raises(Declined, match="already"):
        await book.write_own("malee", own("more"), was="")


async def test_every_desk_sees_what_another_has_written(book: ReplyBook, redis: Redis) -> None:
    other = ReplyBook(Store(redis), KEY, (HELLO, BYE))
    await other.visible()
    added = own()
    await book.write_shared(added, was="")
    assert added in await other.visible()
