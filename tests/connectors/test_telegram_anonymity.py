"""Nothing of a child, and not the token, may ever stand in a log, whoever writes it."""

import logging
from collections.abc import Iterator

import pytest

from connectors.base import Button
from errors import TryLater
from tests.connectors.telegram_chatting import SECRET, Chat, Mode, address_of, serving
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.faults import Fault

SAID = "PlantedWordsOfAChild"
TOLD = "PlantedWordsOfTheBot"


class Ear(logging.Handler):
    """Hears every record with all that is in it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        told = {key: str(value) for key, value in vars(record).items()}
        self.heard.append(self.format(record) + str(told))


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Everything at DEBUG, as an operator may set it, and before the connector is made."""
    root, ear = logging.getLogger(), Ear()
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(ear)
    for name in ("telegram", "httpx", "httpcore", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield ear
    root.removeHandler(ear)
    root.setLevel(before)


async def everything(chat: Chat, child: Child) -> None:
    """Say, send, press, edit and fail in every way there is."""
    number = await child.says(SAID)
    await child.edits(number, SAID + "2")
    await child.sends("contact")
    await child.sends("location")
    await child.forwards(SAID)
    await chat.fake.update({"message": {"text": SAID, "chat": child.chat.form}})
    await chat.send(child, TOLD, buttons=(Button("menu", TOLD), Button("เมนู", TOLD)))
    await child.presses(SAID)
    await chat.connector.typing(address_of(child))
    for what in ("400", "403", "5xx", "garbage", "accept_then_hang", "accept_then_drop", "429"):
        chat.fake.misbehave(Fault(what, method="sendMessage"))
        try:
            await chat.send(child, TOLD)
        except TryLater:
            continue
    chat.inbox.chokes_on = SAID + "3"
    await child.says(SAID + "3")
    chat.inbox.down = 1
    await child.says(SAID + "4")
    await chat.fake.settled()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_no_log_says_anything_of_a_child(
    ear: Ear, capfd: pytest.CaptureFixture[str], mode: Mode
) -> None:
    async with serving(mode) as chat:
        child = chat.fake.child(chat_id=734_129_855)
        await everything(chat, child)
        token, bot = chat.fake.token, chat.fake.token.partition(":")[2]
        printed = capfd.readouterr()
        heard = "\n".join(ear.heard) + printed.out + printed.err
        assert "alarm" in heard, "the ear hears"
        secrets = (token, bot, SECRET, str(child.chat_id), SAID, TOLD, *child.planted)
        assert [secret for secret in secrets if secret in heard] == []


async def test_nothing_of_a_child_but_its_chat_goes_further() -> None:
    async with serving() as chat:
        child = chat.fake.child()
        await everything(chat, child)
        for one in chat.inbox.accepted:
            told = f"{one!r}{one.text}{one.event_id}{one.subject}{one.address.id}"
            assert not any(planted in told for planted in child.planted)
            assert str(child.chat_id) not in repr(one)
            assert one.page is None


async def test_no_secret_is_printed_with_the_access() -> None:
    async with serving() as chat:
        assert chat.fake.token not in repr(chat.access)
        assert SECRET not in repr(chat.access)
