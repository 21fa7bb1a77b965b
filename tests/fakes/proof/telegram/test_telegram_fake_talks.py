"""The fake Telegram is proven by clients that know nothing of it: PTB, aiogram and grammY."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.error import BadRequest, Conflict, Forbidden, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from tests.fakes.proof.telegram import talk
from tests.fakes.telegram.server import FakeTelegram

CODES = {BadRequest: 400, Forbidden: 403, Conflict: 409}
SECRET = "ptb-secret_1"
AIOGRAM = talk.ROOT / ".venv-judge/bin/python"


def _request() -> HTTPXRequest:
    return HTTPXRequest(connection_pool_size=8, httpx_kwargs={"trust_env": False})


@pytest.fixture
async def bot(fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with Bot(
        fake.token,
        base_url=f"{fake.url}/bot",
        request=_request(),
        get_updates_request=_request(),
    ) as made:
        yield made


async def test_ptb_talks_with_the_fake(fake: FakeTelegram, bot: Bot) -> None:
    people = await talk.cast(fake)
    told: dict[str, Any] = {}
    async with talk.playing(fake, people.child), asyncio.timeout(60):
        await _polled(bot, people.child.chat_id, told)
        await _refusals(bot, people, told)
        await _webhook(bot, told)
    await talk.check_screens(fake, people)
    assert told == talk.OUTCOME


async def test_aiogram_talks_with_the_fake(fake: FakeTelegram) -> None:
    script = talk.ROOT / "tests/fakes/proof/telegram/aiogram_talk.py"
    assert AIOGRAM.exists(), "the judges' environment is missing: run make setup-dev"
    assert await talk.run(fake, str(AIOGRAM), str(script)) == talk.OUTCOME


async def test_grammy_talks_with_the_fake(fake: FakeTelegram) -> None:
    node = shutil.which("node") or shutil.which("node", path=str(talk.ROOT / ".venv/bin"))
    if node is None:
        pytest.skip("node is not installed: grammY cannot be asked")
    script = talk.ROOT / "tests/fakes/proof/telegram/grammy_talk.mjs"
    assert (talk.ROOT / "node_modules/grammy").exists(), "grammY is missing: run make setup-dev"
    assert await talk.run(fake, node, str(script)) == talk.OUTCOME


async def _polled(bot: Bot, chat: int, told: dict[str, Any]) -> None:
    told["me"] = (await bot.get_me()).username
    first = await _newest(bot, 0)
    assert first.message
    told["heard"] = first.message.text
    await bot.send_chat_action(chat, "typing")
    sent = await bot.send_message(
        chat,
        "เลือกได้นะ",
        reply_markup=_keyboard(talk.KEY),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    second = await _newest(bot, first.update_id + 1)
    assert second.callback_query
    told["pressed"] = second.callback_query.data
    await bot.answer_callback_query(second.callback_query.id)
    changed = await bot.edit_message_text("แก้แล้ว", chat, sent.message_id)
    told["edited"] = getattr(changed, "text", None)
    told["same"] = await _refused(bot.edit_message_text("แก้แล้ว", chat, sent.message_id))
    await bot.delete_messages(chat, [first.message.message_id, sent.message_id, 77_777])
    await bot.get_updates(offset=second.update_id + 1)


async def _refusals(bot: Bot, people: talk.Cast, told: dict[str, Any]) -> None:
    chat = people.child.chat_id
    told["empty"] = await _refused(bot.send_message(chat, " \n "))
    told["data"] = await _refused(
        bot.send_message(chat, "a", reply_markup=_keyboard("ก" * 22)),
    )
    told["nobody"] = await _refused(bot.send_message(talk.NOBODY, "a"))
    told["stale"] = await _refused(bot.answer_callback_query("1"))
    told["blocked"] = await _refused(bot.send_message(people.blocked.chat_id, "a"))
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(people.flooded.chat_id, "a")
    told["flood"] = int(getattr(flood.value.retry_after, "total_seconds", float)())


async def _webhook(bot: Bot, told: dict[str, Any]) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
        update = Update.de_json(await request.json(), bot)
        assert update.message
        assert update.message.text
        heard.put_nowait(update.message.text)
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token=SECRET)
    told["posted"] = await heard.get()
    told["polled"] = (await _refused(bot.get_updates()))[0]
    while left := (await bot.get_webhook_info()).pending_update_count:
        await asyncio.sleep(0)
    told["left"] = left
    await bot.delete_webhook()
    await runner.cleanup()


async def _newest(bot: Bot, offset: int) -> Update:
    while True:
        got = await bot.get_updates(offset=offset, timeout=10, allowed_updates=[])
        if got:
            return got[0]


async def _refused(call: Awaitable[object]) -> list[object]:
    with pytest.raises(TelegramError) as refusal:
        await call
    return [CODES[type(refusal.value)], talk.plain(str(refusal.value))]


def _keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("หนึ่ง", callback_data=data)]])
