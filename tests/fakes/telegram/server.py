"""A Telegram Bot API server on this machine, as strict as the real one, and able to misbehave.

It must never be kinder than the platform: what it accepts, the platform accepts.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from tests.fakes.telegram import params as parameters
from tests.fakes.telegram import webhook as hooks
from tests.fakes.telegram.chat import Chat, Json
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.courier import Courier
from tests.fakes.telegram.faults import Fault, Script
from tests.fakes.telegram.methods import PROFILE, known
from tests.fakes.telegram.own import Own
from tests.fakes.telegram.pace import Pace
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.polling import Polling
from tests.fakes.telegram.pulse import Pulse
from tests.fakes.telegram.refusal import Refusal, bad, blocked, flood
from tests.fakes.telegram.state import State
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.webhook import Webhook

TOKEN = "123456:AAplantedTokenOfTheFakeBotApi0123456"
FIRST_UPDATE = 412_345_678
FIRST_CHILD = 500_000_001
GARBAGE = "<html><body>The page of a proxy, not of the platform</body></html>"


@dataclass(slots=True)
class Call:
    """One call: `status` is 0 while (or if never) answered; `fault` names what went wrong."""

    method: str
    params: Json
    status: int = 0
    fault: str = ""


class FakeTelegram:
    """The platform as a test sees it; make it with `telegram_server`."""

    def __init__(
        self, clock: Callable[[], float], pace_clock: Callable[[], float], seed: int
    ) -> None:
        self.token = TOKEN
        self.url = ""
        self.calls: list[Call] = []
        self.script = Script(seed)
        self.updates = Updates(clock, self.script, FIRST_UPDATE)
        self.state = State(_me(), self.updates, clock)
        self.own = Own()
        self.pace = Pace(pace_clock)
        self.courier = Courier(self.updates, self.script, clock)
        self.webhook: Webhook | None = None
        self._polling = Polling(self.updates)
        self._methods = known(self.own)
        self._closing = asyncio.Event()
        self._called = Pulse()

    @property
    def me(self) -> Json:
        """What getMe tells; change it to try dangerous settings."""
        return self.state.me

    @property
    def answered(self) -> set[str]:
        """The presses that were answered."""
        return self.state.answered

    @property
    def profile_calls(self) -> list[Call]:
        """The calls that tried to read a profile, a membership or a file."""
        return [call for call in self.calls if call.method.lower() in PROFILE]

    @property
    def pending(self) -> int:
        """How many updates are not confirmed (a repetition by fault counts)."""
        return self.updates.count

    @property
    def polling(self) -> bool:
        """Whether somebody waits in getUpdates."""
        return self._polling.waited_for

    @property
    def webhook_answers(self) -> list[tuple[int, str]]:
        """Status and body of every answer of the webhook, in order."""
        return self.courier.post.answers

    @property
    def executed(self) -> list[str]:
        """Bodies of 2xx answers which the real platform would have executed as calls."""
        return self.courier.post.executed

    @property
    def asked_pauses(self) -> list[float]:
        """The Retry-After values the webhook answered, in seconds."""
        return self.courier.post.asked_pauses

    @property
    def chat_rate(self) -> float | None:
        """Messages a second one chat takes."""
        return self.pace.chat_rate

    @chat_rate.setter
    def chat_rate(self, rate: float | None) -> None:
        self.pace.chat_rate = rate

    @property
    def total_rate(self) -> float | None:
        """Messages a second all chats take together."""
        return self.pace.total_rate

    @total_rate.setter
    def total_rate(self, rate: float | None) -> None:
        self.pace.total_rate = rate

    @property
    def retry_pause(self) -> float:
        """The first pause before a webhook is tried again, in real seconds; it doubles."""
        return self.courier.pause

    @retry_pause.setter
    def retry_pause(self, seconds: float) -> None:
        self.courier.pause = seconds

    @property
    def longest_pause(self) -> float:
        """The cap of every pause before a webhook is tried again, in real seconds."""
        return self.courier.longest

    @longest_pause.setter
    def longest_pause(self, seconds: float) -> None:
        self.courier.longest = seconds

    def child(self, chat_id: int | None = None, language_code: str | None = "th") -> Child:
        """A new child who has opened the chat with the bot."""
        number = FIRST_CHILD + len(self.state.chats) if chat_id is None else chat_id
        return Child(self.state, number, language_code, f"{len(self.state.chats) + 1:04d}")

    def group(self, chat_id: int = -1_001_000_000_001) -> Chat:
        """A group the bot is a member of."""
        return self.state.open({"id": chat_id, "type": "supergroup", "title": "PlantedGroup"})

    async def update(self, raw: Json) -> int:
        """Queue any update, sound or not (without its update_id); its number."""
        number = self.updates.add(raw, checked=False)
        self.courier.look()
        return number or 0

    def jump(self, update_id: int) -> None:
        """Go on from another update number, as after a week of silence."""
        self.updates.jump(update_id)

    def misbehave(self, *faults: Fault) -> None:
        """Put faults in force."""
        self.script.add(*faults)

    def behave(self) -> None:
        """End all faults."""
        self.script.clear()

    async def settled(self) -> None:
        """Wait until every update is confirmed."""
        while self.updates.count:
            await self.updates.changed.wait()

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is so; it is looked at anew after each call and each update."""
        while not seen():
            await self._called.wait()

    def notice(self) -> None:
        """See to what the updates' change asks for."""
        self.courier.look()
        self._called.beat()

    async def close(self) -> None:
        """Let go of whoever waits."""
        self._closing.set()
        self._polling.end()
        await self.courier.stop()

    async def answer(self, request: web.Request) -> web.Response:
        """One call of the Bot API."""
        method = request.match_info["method"]
        try:
            self._admit(request.match_info["token"])
            params = Params(await parameters.read(request))
        except Refusal as refusal:
            self.calls.append(Call(method, {}, refusal.code))
            return _refused(refusal)
        call = Call(method, params.values)
        self.calls.append(call)
        response = await self._attempt(request, call, params)
        call.status = response.status
        self._called.beat()
        return response

    async def _attempt(self, request: web.Request, call: Call, params: Params) -> web.Response:
        chat = params.values.get("chat_id")
        fault = self.script.for_call(call.method.lower(), chat if isinstance(chat, int) else None)
        call.fault = fault.what if fault else ""
        try:
            if fault:
                await self._before(request, fault)
            result = await self._do(call.method.lower(), params)
            self._called.beat()
            if fault:
                await self._after(request, fault)
        except Refusal as refusal:
            return _refused(refusal)
        finally:
            self._called.beat()
        if fault and fault.what == "garbage":
            return web.Response(text=GARBAGE, content_type="text/html")
        return web.json_response({"ok": True, "result": result})

    async def _before(self, request: web.Request, fault: Fault) -> None:
        match fault.what:
            case "429":
                raise flood(fault.retry_after)
            case "403":
                raise blocked()
            case "400":
                raise bad("a fault was asked for")
            case "5xx":
                raise Refusal(fault.status, "Bad Gateway")
            case "drop":
                await self._never(request, drop=True)

    async def _after(self, request: web.Request, fault: Fault) -> None:
        if fault.what == "slow":
            await asyncio.sleep(fault.seconds)
        if fault.what.startswith("accept_then"):
            await self._never(request, drop=fault.what == "accept_then_drop")

    async def _never(self, request: web.Request, *, drop: bool) -> None:
        """Hold the answer back until the caller is gone, who is sent away if `drop`."""
        if drop and request.transport is not None:
            request.transport.close()
        await self._closing.wait()
        raise Refusal(503, "Service Unavailable")

    async def _do(self, method: str, params: Params) -> object:
        if method == "getupdates":
            return await self._polling.get(params, webhook=self.webhook is not None)
        if method in ("setwebhook", "deletewebhook"):
            return await self._set_webhook(params, wanted=method == "setwebhook")
        if method == "getwebhookinfo":
            return self._webhook_info()
        if method not in self._methods:
            raise Refusal(404, "Not Found: method not found")
        if method == "sendmessage":
            self.pace.check(params.chat_id() or 0)
        return self._methods[method](self.state, params)

    async def _set_webhook(self, params: Params, *, wanted: bool) -> bool:
        webhook = hooks.asked(params) if wanted else None
        allowed = params.row("allowed_updates")
        if wanted and allowed is not None:
            self.updates.allow([str(kind) for kind in allowed])
        if params.flag("drop_pending_updates"):
            self.updates.drop_all()
        self.webhook = webhook
        self._polling.end()
        await self.courier.stop()
        if webhook is not None:
            await self.courier.start(webhook)
        return True

    def _webhook_info(self) -> Json:
        info: Json = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
        }
        if self.webhook:
            info |= self.webhook.told()
        return info | ({"allowed_updates": self.updates.allowed} if self.updates.allowed else {})

    def _admit(self, token: str) -> None:
        if ":" not in token:
            raise Refusal(404, "Not Found")
        if token != self.token:
            raise Refusal(401, "Unauthorized")


@asynccontextmanager
async def telegram_server(
    clock: Callable[[], float] = time.time,
    *,
    pace_clock: Callable[[], float] = time.monotonic,
    seed: int = 7,
) -> AsyncIterator[FakeTelegram]:
    """Run a fake on a free loopback port while the block lasts.

    `clock` gives seconds since the epoch for dates and expiry, `pace_clock` seconds for the rates.
    """
    fake = FakeTelegram(clock, pace_clock, seed)
    app = web.Application(client_max_size=4 * 1024**2)
    app.router.add_route("*", "/bot{token}/{method}", fake.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1.0, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    watch = asyncio.create_task(_carry_news(fake))
    try:
        yield fake
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        await fake.close()
        await runner.cleanup()


async def _carry_news(fake: FakeTelegram) -> None:
    while True:
        fake.notice()
        await fake.updates.changed.wait()


def _refused(refusal: Refusal) -> web.Response:
    pause = refusal.retry_after
    headers = {} if pause is None else {"Retry-After": str(pause)}
    return web.json_response(refusal.body(), status=refusal.code, headers=headers)


def _me() -> Json:
    return {
        "id": int(TOKEN.partition(":")[0]),
        "is_bot": True,
        "first_name": "Planted Bot",
        "username": "planted_helpline_bot",
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_guest_queries": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }
