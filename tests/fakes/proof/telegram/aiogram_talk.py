"""The talk of `talk.py`, had by aiogram; runs in the judges' own environment."""

import asyncio
import json
import sys
from collections.abc import Awaitable
from typing import Any

from aiogram import Bot, Dispatcher, types  # type: ignore[import-not-found]
from aiogram.client.session.aiohttp import AiohttpSession  # type: ignore[import-not-found]
from aiogram.client.telegram import TelegramAPIServer  # type: ignore[import-not-found]
from aiogram.exceptions import (  # type: ignore[import-not-found]
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler  # type: ignore[import-not-found]
from aiohttp import web

CODES = {TelegramBadRequest: 400, TelegramForbiddenError: 403, TelegramConflictError: 409}
SECRET = "aiogram-secret_1"


async def refused(call: Awaitable[Any]) -> list[Any]:
    try:
        await call
    except TelegramAPIError as error:
        return [CODES[type(error)], error.message]
    return [200, "not refused"]


async def newest(bot: Bot, offset: int) -> types.Update:
    while True:
        got = await bot.get_updates(offset=offset, timeout=10, allowed_updates=[])
        if got:
            return got[0]


def keyboard(data: str) -> types.InlineKeyboardMarkup:
    button = types.InlineKeyboardButton(text="หนึ่ง", callback_data=data)
    return types.InlineKeyboardMarkup(inline_keyboard=[[button]])


async def polled(bot: Bot, chat: int, told: dict[str, Any]) -> None:
    told["me"] = (await bot.me()).username
    first = await newest(bot, 0)
    told["heard"] = first.message.text
    await bot.send_chat_action(chat, "typing")
    sent = await bot.send_message(
        chat,
        "เลือกได้นะ",
        reply_markup=keyboard("menu:1"),
        link_preview_options=types.LinkPreviewOptions(is_disabled=True),
    )
    second = await newest(bot, first.update_id + 1)
    told["pressed"] = second.callback_query.data
    await bot.answer_callback_query(second.callback_query.id)
    changed = await bot.edit_message_text("แก้แล้ว", chat_id=chat, message_id=sent.message_id)
    told["edited"] = changed.text
    told["same"] = await refused(
        bot.edit_message_text("แก้แล้ว", chat_id=chat, message_id=sent.message_id)
    )
    await bot.delete_messages(chat, [first.message.message_id, sent.message_id, 77_777])
    await bot.get_updates(offset=second.update_id + 1)


async def refusals(bot: Bot, chats: list[int], told: dict[str, Any]) -> None:
    chat, blocked, flooded, nobody = chats
    told["empty"] = await refused(bot.send_message(chat, " \n "))
    told["data"] = await refused(bot.send_message(chat, "a", reply_markup=keyboard("ก" * 22)))
    told["nobody"] = await refused(bot.send_message(nobody, "a"))
    told["stale"] = await refused(bot.answer_callback_query("1"))
    told["blocked"] = await refused(bot.send_message(blocked, "a"))
    try:
        await bot.send_message(flooded, "a")
    except TelegramRetryAfter as flood:
        told["flood"] = flood.retry_after


async def webhook(bot: Bot, told: dict[str, Any]) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    dispatcher = Dispatcher()

    async def hear(message: types.Message) -> None:
        heard.put_nowait(message.text or "")

    dispatcher.message.register(hear)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET).register(
        app, "/hook"
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await bot.set_webhook(url, secret_token=SECRET)
    told["posted"] = await heard.get()
    told["polled"] = (await refused(bot.get_updates()))[0]
    while left := (await bot.get_webhook_info()).pending_update_count:
        await asyncio.sleep(0)
    told["left"] = left
    await bot.delete_webhook()
    await runner.cleanup()


async def main(url: str, token: str, chats: list[int]) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    told: dict[str, Any] = {}
    async with Bot(token, session=session) as bot:
        await polled(bot, chats[0], told)
        await refusals(bot, chats, told)
        await webhook(bot, told)
    sys.stdout.write(json.dumps(told))


asyncio.run(main(sys.argv[1], sys.argv[2], [int(each) for each in sys.argv[3:]]))
