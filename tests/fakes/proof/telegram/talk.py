"""The one talk every independent client has with the fake, and what it must report of it.

A client reports the same outcome whichever language and library it is written in.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.child import Child
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.judge import BotApiJudge, spec_path
from tests.fakes.telegram.server import FakeTelegram

ROOT = Path(__file__).resolve().parents[4]
HELLO = "สวัสดี อยากคุยด้วย 🌱 <b>&"
POSTED = "ส่งมาทางเว็บฮุก"
KEY = "menu:1"
NOBODY = 999_999_999

OUTCOME: Json = {
    "me": "planted_helpline_bot",
    "heard": HELLO,
    "pressed": KEY,
    "edited": "แก้แล้ว",
    "same": [
        400,
        (
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        ),
    ],
    "empty": [400, "message text is empty"],
    "data": [400, "button_data_invalid"],
    "nobody": [400, "chat not found"],
    "stale": [400, "query is too old and response timeout expired or query id is invalid"],
    "blocked": [403, "forbidden: bot was blocked by the user"],
    "flood": 3,
    "posted": POSTED,
    "polled": 409,
    "left": 0,
}


@dataclass(frozen=True, slots=True)
class Cast:
    """The children of the talk: one who talks, one who blocked, one whose chat is flooded."""

    child: Child
    blocked: Child
    flooded: Child


async def cast(fake: FakeTelegram) -> Cast:
    """Set the scene."""
    people = Cast(fake.child(), fake.child(), fake.child())
    people.blocked.chat.blocked = True
    fake.misbehave(Fault("429", chat=people.flooded.chat_id, retry_after=3))
    return people


def arguments(fake: FakeTelegram, people: Cast) -> list[str]:
    """What a client in another process is told."""
    chats = (people.child.chat_id, people.blocked.chat_id, people.flooded.chat_id, NOBODY)
    return [fake.url, fake.token, *map(str, chats)]


async def child_side(fake: FakeTelegram, child: Child) -> None:
    """What the child does while the client talks."""
    await child.says(HELLO)
    await fake.until(lambda: any(line.buttons for line in child.shown))
    await child.presses(KEY)
    await fake.until(lambda: fake.webhook is not None)
    await child.says(POSTED)


@asynccontextmanager
async def playing(fake: FakeTelegram, child: Child) -> AsyncIterator[None]:
    """The child plays its side while the block lasts."""
    side = asyncio.create_task(child_side(fake, child))
    try:
        yield
    finally:
        side.cancel()
        with suppress(asyncio.CancelledError):
            await side


async def run(fake: FakeTelegram, *command: str) -> Json:
    """Let a client in another process have the talk; its report."""
    people = await cast(fake)
    async with playing(fake, people.child), asyncio.timeout(120):
        process = await asyncio.create_subprocess_exec(
            *command,
            *arguments(fake, people),
            cwd=ROOT,
            env={"NO_PROXY": "*", "no_proxy": "*"},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
    assert process.returncode == 0
    await check_screens(fake, people)
    report: Json = json.loads(said)
    for name, value in report.items():
        if isinstance(value, list):
            report[name] = [value[0], plain(value[1])]
    return report


async def check_screens(fake: FakeTelegram, people: Cast) -> None:
    """What the talk left on the screens: all but the last words was deleted on both sides."""
    assert [line.text for line in people.child.shown] == [POSTED]
    assert [line.text for line in people.child.received] == ["เลือกได้นะ"]
    assert not people.blocked.shown
    assert not people.flooded.shown
    assert len(fake.answered) == 1
    assert people.child.typing == 1
    assert fake.pending == 0
    check_calls(fake)


def check_calls(fake: FakeTelegram) -> None:
    """The description of the Bot API, where it is present, minds only what was sent on purpose."""
    if not spec_path().exists():
        return
    judge = BotApiJudge.load(spec_path())
    wrong = [line for call in fake.calls for line in judge.check_call(call.method, call.params)]
    assert wrong == [
        "sendMessage.reply_markup.inline_keyboard[0][0].callback_data: 66 bytes, not 1-64"
    ]


def plain(sentence: str) -> str:
    """A refusal without what the libraries put around it."""
    return sentence.lower().removeprefix("telegram server says - ").removeprefix("bad request: ")
