"""By webhook the fake posts as Telegram does: in order for each queue, until taken or expired."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from tests.fakes.proof.telegram.asking import Ask, Clock
from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.pulse import Pulse
from tests.fakes.telegram.server import FakeTelegram


@dataclass
class Hook:
    """A bot's address: answers are taken from the list, and then it is 200."""

    url: str = ""
    heard: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    inside: int = 0
    most_inside: int = 0
    shut: bool = False
    pulse: Pulse = field(default_factory=Pulse)

    async def __call__(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.inside += 1
        self.most_inside = max(self.inside, self.most_inside)
        self.pulse.beat()
        while self.shut:
            await self.pulse.wait()
        self.inside -= 1
        return self.answers.pop(0) if self.answers else web.Response()

    def opens(self) -> None:
        self.shut = False
        self.pulse.beat()

    async def until_inside(self, many: int) -> None:
        while self.inside < many:
            await self.pulse.wait()

    @property
    def words(self) -> list[str]:
        return [
            told["message"]["text"] if "message" in told else told["callback_query"]["data"]
            for told in self.heard
        ]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    app = web.Application()
    app.router.add_post("/hook", made.__call__)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    made.opens()
    await runner.cleanup()


async def test_what_waited_and_what_comes_is_posted_with_the_secret(
    fake: FakeTelegram, child: Child, hook: Hook, ask: Ask
) -> None:
    await child.says("before")
    assert (await ask("setWebhook", url=hook.url, secret_token="s-1_A"))[0] == 200
    await child.says("after")
    await fake.settled()
    assert hook.words == ["before", "after"]
    assert hook.secrets == ["s-1_A", "s-1_A"]
    assert fake.webhook_answers == [(200, ""), (200, "")]
    assert fake.executed == []
    assert (await ask("getUpdates"))[0] == 409


async def test_a_queue_has_one_in_flight_and_others_do_not_wait(
    fake: FakeTelegram, child: Child, hook: Hook, ask: Ask
) -> None:
    hook.shut = True
    await ask("setWebhook", url=hook.url)
    other = fake.child()
    for word in ("one", "two", "three"):
        await child.says(word)
    await child.presses("key")
    await other.says("other")
    await hook.until_inside(3)
    assert sorted(hook.words) == ["key", "one", "other"]
    hook.opens()
    await fake.settled()
    assert hook.most_inside == 3
    assert [word for word in hook.words if word in ("one", "two", "three")] == [
        "one",
        "two",
        "three",
    ]


async def test_max_connections_is_kept(fake: FakeTelegram, hook: Hook, ask: Ask) -> None:
    await ask("setWebhook", url=hook.url, max_connections=2)
    for _ in range(10):
        await fake.child().says("a")
    await fake.settled()
    assert hook.most_inside <= 2
    assert len(hook.heard) == 10


async def test_a_refused_update_comes_again_before_the_next(
    fake: FakeTelegram, child: Child, hook: Hook, ask: Ask
) -> None:
    fake.retry_pause = fake.longest_pause = 0.001
    hook.answers = [
        web.Response(status=503, headers={"Retry-After": "30"}),
        web.Response(status=500),
        web.Response(text='{"method": "sendMessage"}'),
    ]
    await ask("setWebhook", url=hook.url)
    await child.says("one")
    await child.says("two")
    await fake.settled()
    assert hook.words == ["one", "one", "one", "two"]
    assert [status for status, _ in fake.webhook_answers] == [503, 500, 200, 200]
    assert fake.asked_pauses == [30.0]
    assert fake.executed == ['{"method": "sendMessage"}']
    info = (await ask("getWebhookInfo"))[1]["result"]
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    assert info["pending_update_count"] == 0


async def test_a_refused_press_is_given_up_when_it_expires(
    fake: FakeTelegram, child: Child, hook: Hook, ask: Ask, clock: Clock
) -> None:
    fake.retry_pause = fake.longest_pause = 0.001
    hook.answers = [web.Response(status=500)]
    hook.shut = True
    await ask("setWebhook", url=hook.url)
    await child.presses("key")
    await hook.until_inside(1)
    clock.now += 150
    hook.opens()
    await fake.until(lambda: bool(fake.webhook_answers))
    await fake.settled()
    assert hook.words == ["key"]


async def test_nobody_at_the_address_is_told_in_the_info(
    fake: FakeTelegram, child: Child, ask: Ask, unused_tcp_port: int, clock: Clock
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/"
    await ask("setWebhook", url=url, max_connections=7, allowed_updates=["message"])
    await child.says("a")
    await fake.until(lambda: fake.webhook is not None and bool(fake.webhook.last_error_date))
    info = (await ask("getWebhookInfo"))[1]["result"]
    assert info.pop("last_error_message").startswith("Connection failed")
    assert info == {
        "url": url,
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 7,
        "last_error_date": int(clock.now),
        "allowed_updates": ["message"],
    }


async def test_a_webhook_is_deleted_with_or_without_what_waits(
    fake: FakeTelegram, child: Child, ask: Ask, unused_tcp_port: int
) -> None:
    await ask("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/")
    await child.says("a")
    assert (await ask("deleteWebhook"))[0] == 200
    assert (await ask("getWebhookInfo"))[1]["result"]["url"] == ""
    assert len((await ask("getUpdates"))[1]["result"]) == 1
    await ask("deleteWebhook", drop_pending_updates=True)
    assert fake.pending == 0
    assert fake.webhook is None


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"url": "https://helpline.example.org/telegram"}, 200),
        ({"url": "https://helpline.example.org:8443/"}, 200),
        ({"url": "http://helpline.example.org/"}, 400),
        ({"url": "https://helpline.example.org:8080/"}, 400),
        ({"url": "helpline"}, 400),
        ({"url": "http://127.0.0.1:9/", "secret_token": "ก"}, 400),
        ({"url": "http://127.0.0.1:9/", "secret_token": "a b"}, 400),
        ({"url": "http://127.0.0.1:9/", "secret_token": "a" * 257}, 400),
        ({"url": "http://127.0.0.1:9/", "secret_token": "a" * 256}, 200),
        ({"url": ""}, 200),
    ],
)
async def test_only_a_fit_address_and_secret_are_taken(ask: Ask, params: Json, status: int) -> None:
    assert (await ask("setWebhook", **params))[0] == status


async def test_by_fault_an_update_is_posted_twice(
    fake: FakeTelegram, child: Child, hook: Hook, ask: Ask
) -> None:
    fake.misbehave(Fault("duplicate"))
    await ask("setWebhook", url=hook.url)
    await child.says("a")
    await fake.settled()
    assert hook.words == ["a", "a"]
    assert hook.heard[0] == hook.heard[1]


async def test_by_fault_one_queue_overtakes_another(
    fake: FakeTelegram, child: Child, hook: Hook, ask: Ask
) -> None:
    other = fake.child()
    await child.says("first")
    await other.says("second")
    fake.misbehave(Fault("reorder", chat=child.chat_id))
    await ask("setWebhook", url=hook.url)
    await fake.settled()
    assert hook.words == ["second", "first"]
