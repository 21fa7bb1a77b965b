"""Telegram by long polling: stored before confirmed, whatever comes and whatever fails."""

import aiohttp
import pytest

from connectors.base import Kind
from errors import HelplineError
from tests.connectors.telegram_chatting import Chat, address_of, introduced, joined, serving
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import telegram_server
from tests.fakes.telegram.webhook import Webhook

GROUP = {"id": -1_001_000_000_001, "type": "supergroup", "title": "PlantedGroup"}


async def alarm(chat: Chat, code: str) -> None:
    """Wait until an alarm rang."""
    await chat.alarms.until(lambda: code in chat.alarms.rang)


async def another_question(chat: Chat) -> None:
    """Wait until the platform was asked once more."""
    asked = len(chat.calls("getUpdates"))
    await chat.fake.until(lambda: len(chat.calls("getUpdates")) > asked)


async def test_what_a_child_does_is_taken_in_in_order() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        number = await child.says("สวัสดี")
        await child.sends("sticker")
        await child.edits(number, "สวัสดีค่ะ")
        await child.presses("menu")
        await child.blocks()
        await chat.fake.settled()
        kinds = [one.kind for one in chat.inbox.accepted]
        assert kinds == [Kind.TEXT, Kind.MEDIA, Kind.EDITED, Kind.TAP, Kind.LEFT]
        assert {one.address for one in chat.inbox.accepted} == {address_of(child)}
        assert chat.inbox.accepted[2].subject == str(number) == chat.inbox.accepted[0].subject


async def test_only_what_is_needed_is_asked_for() -> None:
    async with serving() as chat:
        asked = chat.calls("getUpdates")[0]
        assert asked["allowed_updates"] == [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
        ]
        assert asked["timeout"] == 50


async def test_nothing_is_confirmed_that_is_not_stored() -> None:
    """A store that is down: the same updates are asked for again, and none is lost or doubled."""
    async with serving() as chat:
        child = chat.fake.child()
        chat.inbox.down = 3
        await child.says("หนึ่ง")
        await child.says("สอง")
        await chat.fake.settled()
        assert chat.inbox.texts == ["หนึ่ง", "สอง"]
        asked = [call.get("offset") for call in chat.calls("getUpdates")]
        assert asked.count(asked[0]) >= 4, "the offset stood while the store was down"


async def test_updates_that_wait_are_one_write() -> None:
    async with telegram_server() as fake:
        child, other = fake.child(), fake.child()
        for n in range(30):
            await (child if n % 2 else other).says(f"{n}")
        async with joined(fake) as chat:
            await chat.connector.start()
            await fake.settled()
            assert chat.inbox.batches == [30]
            assert chat.inbox.texts == [str(n) for n in range(30)]


async def test_a_restart_loses_and_doubles_nothing() -> None:
    """What was stored but not yet confirmed comes again, with the same event id."""
    async with telegram_server() as fake:
        child = fake.child()
        async with joined(fake) as first:
            await first.connector.start()
            await introduced(first)
            fake.misbehave(Fault("5xx", method="getUpdates", times=1, after=1))
            await child.says("หนึ่ง")
            await fake.until(lambda: first.inbox.texts == ["หนึ่ง"])
            await first.connector.stop()
            await child.says("สอง")
            await first.connector.start()
            await fake.settled()
            assert first.inbox.texts == ["หนึ่ง", "สอง"]


@pytest.mark.parametrize(
    "raw",
    [
        {"message": 5},
        {"message": {"message_id": 1, "chat": {"id": "x", "type": "private"}}},
        {"callback_query": {"data": "planted"}},
    ],
)
async def test_poison_is_left_out_and_its_neighbours_are_not(raw: dict[str, object]) -> None:
    async with telegram_server() as fake:
        child = fake.child()
        await child.says("ก่อน")
        await fake.update(raw)
        await child.says("หลัง")
        async with joined(fake) as chat:
            await chat.connector.start()
            await fake.settled()
            assert chat.inbox.texts == ["ก่อน", "หลัง"]
            assert chat.alarms.standing == {"poison"}


async def test_an_unknown_field_is_no_poison() -> None:
    async with serving() as chat:
        chat.fake.child(chat_id=77)
        told = {"message_id": 1, "chat": {"id": 77, "type": "private", "new": 1}, "text": "hi"}
        await chat.fake.update({"message": {**told, "from_next_year": {"a": []}}})
        await chat.fake.settled()
        assert chat.inbox.texts == ["hi"]
        assert not chat.alarms.rang


async def test_one_that_cannot_be_stored_keeps_no_other_out() -> None:
    async with telegram_server() as fake:
        child = fake.child()
        for text in ("ก่อน", "poison", "หลัง"):
            await child.says(text)
        async with joined(fake) as chat:
            chat.inbox.chokes_on = "poison"
            await chat.connector.start()
            await fake.settled()
            assert chat.inbox.texts == ["ก่อน", "หลัง"]
            assert chat.alarms.standing == {"poison"}


async def test_a_stray_poison_alarm_does_not_outlive_a_restart() -> None:
    async with telegram_server() as fake, joined(fake) as chat:
        chat.alarms.standing = {"poison", "conflict", "token", "webhook", "settings"}
        await chat.connector.start()
        await introduced(chat)
        await fake.child().says("hi")
        await fake.settled()
        assert chat.alarms.standing == set()


async def test_numbers_may_begin_anew() -> None:
    """After a week of silence the platform goes on from any number, also a smaller one."""
    async with serving() as chat:
        child = chat.fake.child()
        await child.says("หนึ่ง")
        await chat.fake.settled()
        chat.fake.jump(5)
        await child.says("สอง")
        await chat.fake.settled()
        chat.inbox.down = 1
        await child.says("สาม")
        await chat.fake.settled()
        assert chat.inbox.texts == ["หนึ่ง", "สอง", "สาม"]


async def test_an_update_that_comes_twice_is_taken_once() -> None:
    async with serving() as chat:
        chat.fake.misbehave(Fault("duplicate", times=3))
        child = chat.fake.child()
        for text in ("หนึ่ง", "สอง", "สาม"):
            await child.says(text)
        await chat.fake.settled()
        assert chat.inbox.texts == ["หนึ่ง", "สอง", "สาม"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("5xx", method="getUpdates", times=3),
        Fault("drop", method="getUpdates", times=3),
        Fault("garbage", method="getUpdates", times=3),
        Fault("429", method="getUpdates", times=1),
        Fault("400", method="getUpdates", times=2),
        Fault("accept_then_drop", method="getUpdates", times=2),
    ],
    ids=lambda fault: fault.what,
)
async def test_no_failure_of_the_platform_loses_anything(fault: Fault) -> None:
    async with telegram_server() as fake, joined(fake) as chat:
        fake.misbehave(fault)
        child = fake.child()
        await child.says("หนึ่ง")
        await chat.connector.start()
        await child.says("สอง")
        await fake.settled()
        assert chat.inbox.texts == ["หนึ่ง", "สอง"]


async def test_a_stormy_evening_loses_nothing_and_keeps_every_childs_order() -> None:
    async with telegram_server() as fake, joined(fake) as chat:
        for what in ("5xx", "drop", "garbage", "accept_then_drop"):
            fake.misbehave(Fault(what, method="getUpdates", share=0.1))
        fake.misbehave(Fault("duplicate", share=0.1), Fault("reorder", share=0.1))
        children = [fake.child() for _ in range(10)]
        await chat.connector.start()
        for n in range(40):
            for child in children:
                await child.says(f"{n}")
            chat.inbox.down = n % 3 == 0
            if n % 5 == 0:
                await another_question(chat)
        await fake.settled()
        for child in children:
            mine = [one.text for one in chat.inbox.accepted if one.address == address_of(child)]
            assert mine == [str(n) for n in range(40)]


async def test_another_program_that_asks_rings_until_it_is_gone() -> None:
    async with serving() as chat:
        async with aiohttp.ClientSession(trust_env=False) as another:
            await another.post(f"{chat.fake.url}/bot{chat.fake.token}/getUpdates?timeout=0")
        await alarm(chat, "conflict")
        await chat.fake.child().says("สวัสดี")
        await chat.alarms.until(lambda: not chat.alarms.standing)
        assert chat.inbox.texts == ["สวัสดี"]


def _elsewhere() -> Webhook:
    return Webhook("https://elsewhere.example/", "", 40)


async def test_a_refused_token_rings_and_ends_nothing() -> None:
    async with telegram_server() as fake, joined(fake, token="123456:wrong") as chat:
        await chat.connector.start()
        await alarm(chat, "token")
        fake.token = "123456:wrong"
        await fake.child().says("สวัสดี")
        await fake.settled()
        assert chat.inbox.texts == ["สวัสดี"]
        await chat.alarms.until(lambda: not chat.alarms.standing)


async def test_a_webhook_that_was_left_set_is_taken_away_with_nothing_lost() -> None:
    async with telegram_server() as fake, joined(fake) as chat:
        fake.webhook = _elsewhere()
        await fake.child().says("รออยู่")
        await chat.connector.start()
        await fake.settled()
        assert chat.inbox.texts == ["รออยู่"]
        assert fake.webhook is None
        assert chat.calls("deleteWebhook")[0].get("drop_pending_updates") in (None, False)


async def test_presses_are_answered_whatever_their_key() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        presses = {await child.presses("menu"), await child.presses("ของปลอม")}
        await chat.fake.until(lambda: chat.fake.answered == presses)
        assert chat.inbox.texts == ["menu", "unreadable"]


async def test_a_press_that_is_too_old_to_answer_still_counts() -> None:
    async with serving() as chat:
        chat.fake.misbehave(Fault("400", method="answerCallbackQuery"))
        await chat.fake.child().presses("menu")
        await chat.fake.until(lambda: bool(chat.calls("answerCallbackQuery")))
        await chat.fake.settled()
        assert chat.inbox.texts == ["menu"]
        assert not chat.alarms.standing


async def test_a_group_is_left_without_a_word() -> None:
    async with serving() as chat:
        group = chat.fake.group()
        said = {"message_id": 5, "date": 1, "chat": group.form, "text": "planted"}
        await chat.fake.update({"message": said})
        await chat.fake.until(lambda: group.gone)
        await chat.fake.settled()
        assert chat.inbox.accepted == []
        assert chat.calls("sendMessage") == []
        assert chat.trail.numbers == {}


async def test_every_message_of_a_child_is_in_its_trail() -> None:
    async with serving() as chat:
        child, other = chat.fake.child(), chat.fake.child()
        numbers = [await child.says("หนึ่ง"), await child.sends("photo", caption="สอง")]
        elsewhere = await other.says("hi")
        await chat.fake.settled()
        assert chat.trail.numbers == {address_of(child): numbers, address_of(other): [elsewhere]}


async def test_a_trail_that_fails_loses_no_message() -> None:
    async with serving() as chat:
        chat.trail.down = True
        await chat.fake.child().says("สวัสดี")
        await chat.fake.settled()
        assert chat.inbox.texts == ["สวัสดี"]


async def test_alarms_that_fail_lose_no_message() -> None:
    async with serving() as chat:
        chat.alarms.down = True
        await chat.fake.update({"message": 5})
        await chat.fake.child().says("สวัสดี")
        await chat.fake.settled()
        assert chat.inbox.texts == ["สวัสดี"]
        chat.alarms.down = False
        await chat.fake.update({"message": 5})
        await chat.fake.settled()
        assert chat.alarms.standing == {"poison"}


async def test_an_album_is_taken_once() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        for _ in range(3):
            await child.sends("photo", group="9001")
        await chat.fake.settled()
        assert chat.inbox.texts == ["picture"]


async def test_start_does_not_wait_for_telegram() -> None:
    async with telegram_server() as fake:
        url = fake.url
    async with telegram_server() as fake, joined(fake, api_url=url) as chat:
        await chat.connector.start()
        with pytest.raises(HelplineError):
            await chat.send(fake.child())
