"""What `helpline check` learns of a bot: codes and plain values."""

import pytest

from connectors.look import Look
from connectors.telegram.access import TelegramAccess
from connectors.telegram.check import look
from connectors.telegram.setup import DANGERS
from tests.connectors.telegram_chatting import SECRET, judge
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import FakeTelegram, telegram_server
from tests.fakes.telegram.webhook import Webhook

NOW = 1_700_000_000
OURS = "https://chat.example.org/telegram/webhook"


def access(fake: FakeTelegram, **told: str | None) -> TelegramAccess:
    plain = {
        "token": fake.token,
        "mode": "polling",
        "secret": SECRET,
        "api_url": fake.url,
        "public_url": "https://chat.example.org",
    }
    return TelegramAccess(**plain | told)  # type: ignore[arg-type]


async def looked(fake: FakeTelegram, **told: str | None) -> Look:
    found = await look(access(fake, **told), clock=lambda: NOW * 1000)
    judge(fake)
    return found


def codes(found: Look) -> set[str]:
    return {problem.code for problem in found.problems} - {"commands_missing"}


async def test_a_bot_that_is_well() -> None:
    async with telegram_server() as fake:
        found = await looked(fake)
        assert found.reachable
        assert codes(found) == set()
        assert found.facts == {
            "mode": "polling",
            "username": "planted_helpline_bot",
            "webhook_url": "",
            "pending": 0,
        }


async def test_commands_that_are_not_set_are_a_warning() -> None:
    async with telegram_server() as fake:
        [problem] = (await looked(fake)).problems
        assert (problem.code, problem.gravity) == ("commands_missing", "warning")


@pytest.mark.parametrize(("setting", "code"), DANGERS.items())
async def test_settings_that_endanger_children(setting: str, code: str) -> None:
    async with telegram_server() as fake:
        fake.me[setting] = True
        assert codes(await looked(fake)) == {code}


@pytest.mark.parametrize(
    ("mode", "public_url", "url", "expected"),
    [
        ("polling", None, "https://elsewhere.example/", {"webhook_foreign"}),
        ("webhook", "https://chat.example.org/", OURS, set()),
        (
            "webhook",
            "https://chat.example.org",
            "https://elsewhere.example/",
            {"webhook_elsewhere"},
        ),
        ("webhook", "https://chat.example.org", None, {"webhook_missing"}),
        ("webhook", None, None, {"public_url_missing"}),
    ],
)
async def test_where_updates_go(
    mode: str, public_url: str | None, url: str | None, expected: set[str]
) -> None:
    async with telegram_server() as fake:
        fake.webhook = Webhook(url, SECRET, 40) if url else None
        found = await looked(fake, mode=mode, public_url=public_url)
        assert codes(found) == expected
        assert found.facts["webhook_url"] == (url or "")


@pytest.mark.parametrize(("age", "expected"), [(60, {"webhook_failing"}), (7200, set())])
async def test_the_last_error_is_news_for_an_hour(age: int, expected: set[str]) -> None:
    async with telegram_server() as fake:
        fake.webhook = Webhook(OURS, SECRET, 40, NOW - age, "Connection refused")
        found = await looked(fake, mode="webhook")
        assert codes(found) == expected
        assert found.facts["last_error"] == "Connection refused"
        assert found.facts["last_error_at"] == NOW - age


async def test_many_that_wait() -> None:
    async with telegram_server() as fake:
        child = fake.child()
        for n in range(101):
            await child.says(f"{n}")
        found = await looked(fake)
        assert codes(found) == {"pending_many"}
        assert found.facts["pending"] == 101


async def test_a_refused_token() -> None:
    async with telegram_server() as fake:
        found = await looked(fake, token="123456:wrong")
        assert found.reachable
        assert codes(found) == {"token"}
        assert "123456" not in repr(found)


async def test_nobody_there() -> None:
    async with telegram_server() as gone:
        url = gone.url
    async with telegram_server() as fake:
        found = await looked(fake, api_url=url)
        assert not found.reachable
        assert codes(found) == {"unreachable"}
        assert fake.token not in repr(found)


@pytest.mark.parametrize("what", ["5xx", "garbage", "drop"])
async def test_an_answer_that_says_nothing(what: str) -> None:
    async with telegram_server() as fake:
        fake.misbehave(Fault(what, method="getMe"))  # type: ignore[arg-type]
        assert codes(await looked(fake)) == {"answer"}
