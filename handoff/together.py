"""Sends the commands of one moment to the store in one go: one wait for the disk serves all.

It knows nothing of what the commands mean, and never logs one.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError, ResponseError

from errors import StoreUnavailable

type Client = Redis | RedisCluster

SENDING = "commands on their way to the store"
"""What the task is called that sends them."""


class Together:
    """Sends the commands of one moment in one go and hands each caller its own answer."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asked: list[tuple[tuple[Any, ...], asyncio.Future[Any]]] = []
        self._sending: asyncio.Task[None] | None = None

    async def call(self, *command: Any) -> Any:  # noqa: ANN401  the answer's type is the command's
        """Run one command.

        Raises:
            StoreUnavailable: there was no answer; it may have been run.
        """
        return await self._ask(command)

    async def calls(self, *commands: tuple[Any, ...]) -> list[Any]:
        """Run several commands at the same moment; raises as `call` does."""
        answers = [self._ask(command) for command in commands]
        try:
            return [await answer for answer in answers]
        finally:
            for answer in answers:
                answer.cancel()  # of those behind one that failed

    async def done(self) -> None:
        """Wait until everything asked so far is answered, whoever still waits for it."""
        if self._sending:
            await asyncio.wait([self._sending])

    def _ask(self, command: tuple[Any, ...]) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked.append((command, answer))
        if self._sending is None:
            self._sending = asyncio.create_task(self._send(), name=SENDING)
        return answer

    async def _send(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, []
                answers = await self._answers([command for command, _ in asked])
                for (_, answer), result in zip(asked, answers, strict=True):
                    _settle(answer, result)
        finally:
            self._sending = None

    async def _answers(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Return the answer or the error of each; one that cannot be sent harms no other."""
        try:
            return await self._execute(commands)
        except (RedisError, OSError):
            return [StoreUnavailable()] * len(commands)
        except Exception as error:  # noqa: BLE001 - whoever asked must hear of it, or wait for ever
            if len(commands) == 1:
                return [error]
            alone = [await self._answers([command]) for command in commands]
            return [answer for answers in alone for answer in answers]

    async def _execute(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        if isinstance(self._client, RedisCluster):
            calls = (self._client.execute_command(*command) for command in commands)
            return await asyncio.gather(*calls, return_exceptions=True)
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return await pipeline.execute(raise_on_error=False)


def _settle(answer: asyncio.Future[Any], result: Any) -> None:  # noqa: ANN401
    if answer.done():
        return
    if isinstance(result, RedisError | OSError) and not isinstance(result, ResponseError):
        answer.set_exception(StoreUnavailable())
    elif isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
