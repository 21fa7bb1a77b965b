"""Whatever Telegram's own description allows it to post is answered 200 and breaks nothing."""

import asyncio
import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.connectors.telegram_chatting import serving
from tests.connectors.test_telegram_webhook import posting
from tests.fakes.telegram.judge import spec_path
from tests.fakes.telegram.openapi import webhook_openapi


async def test_made_up_updates_are_taken_whatever_they_hold() -> None:
    if not spec_path().exists():
        pytest.skip("the published description of the Bot API is not beside the repository")
    path = "/telegram/webhook"
    spec = schemathesis.openapi.from_dict(
        webhook_openapi(json.loads(spec_path().read_text("utf-8")), path)
    )
    updates = spec[path]["POST"].as_strategy()

    async with serving("webhook") as chat:
        loop = asyncio.get_running_loop()
        taken = 0

        async def post(body: bytes) -> tuple[int, bytes]:
            async with posting(chat, body) as response:
                return response.status, await response.read()

        @settings(
            max_examples=60,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=updates)
        def fuzz(case: Any) -> None:  # noqa: ANN401 - its body is any JSON
            nonlocal taken
            answer = post(json.dumps(case.body).encode())
            assert asyncio.run_coroutine_threadsafe(answer, loop).result() == (200, b"")
            taken += 1

        await asyncio.to_thread(fuzz)
        assert taken
