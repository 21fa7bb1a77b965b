"""LINE's SDK for Node holds a talk with the fake server and finds everything as at the real one."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.line.answer import ALREADY_ACCEPTED, INVALID_REPLY_TOKEN, MONTHLY_LIMIT
from tests.fakes.line.server import line_server

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
NODE = shutil.which("node", path=f"{os.environ['PATH']}:{ROOT / '.venv' / 'bin'}")
SDK = ROOT / "node_modules" / "@line" / "bot-sdk"

pytestmark = [
    pytest.mark.skipif(NODE is None, reason="node is not installed"),
    pytest.mark.skipif(not SDK.is_dir(), reason="@line/bot-sdk is not in node_modules"),
]


async def _told(stream: asyncio.StreamReader) -> AsyncIterator[dict[str, Any]]:
    async for line in stream:
        yield json.loads(line)


async def test_the_sdk_for_node_holds_the_whole_talk() -> None:
    async with line_server() as fake:
        fake.quota.limit = 1
        child = fake.child()
        talk = await asyncio.create_subprocess_exec(
            str(NODE),
            str(HERE / "line_sdk_talk.mjs"),
            fake.url,
            fake.channel_token,
            fake.channel_secret,
            stdout=asyncio.subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "NO_PROXY": "*"},
        )
        try:
            assert talk.stdout is not None
            told = _told(talk.stdout)
            port = (await anext(told))["port"]
            fake.webhook_url = f"http://127.0.0.1:{port}/line/webhook"
            await child.says("หนูกลัว 😢")
            seen = {each["step"]: each async for each in told}
            assert await talk.wait() == 0
        finally:
            if talk.returncode is None:
                talk.kill()
                await talk.wait()
        _judge(seen)
        assert [each.text for each in child.received] == ["ตอบ: หนูกลัว 😢", "พี่มาแล้ว 🙂"]
        assert child.received[0].buttons == [("คุยกับพี่", "person")]
        assert (fake.replies, fake.pushes, child.loading) == (1, 1, 1)


def _judge(seen: dict[str, dict[str, Any]]) -> None:
    """What the SDK saw of every step."""
    webhook = seen["webhook"]
    assert (webhook["valid"], webhook["changed"], webhook["other"]) == (True, False, False)
    statuses = {step: each["status"] for step, each in seen.items() if step != "webhook"}
    assert statuses == {
        "reply": 200,
        "reply again": 400,
        "push": 200,
        "push again": 409,
        "loading": 200,
        "loading wrong": 400,
        "too long": 400,
        "quota": 200,
        "used": 200,
        "info": 200,
        "endpoint": 200,
        "stranger": 401,
        "over quota": 429,
    }
    assert seen["reply again"]["body"]["message"] == INVALID_REPLY_TOKEN
    assert seen["push again"]["body"]["message"] == ALREADY_ACCEPTED
    assert seen["push again"]["body"]["sentMessages"] == seen["push"]["body"]["sentMessages"]
    assert seen["push again"]["accepted"]
    assert seen["over quota"]["body"]["message"] == MONTHLY_LIMIT
    assert seen["too long"]["body"]["details"][0]["property"] == "messages[0].text"
    assert seen["used"]["body"] == {"totalUsage": 1}
