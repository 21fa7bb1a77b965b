"""Listening and being reached: an application on a port, and waiting until a port answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from errors import ConfigurationError

_PARTING_SECONDS = 5.0


@contextlib.asynccontextmanager
async def listening(app: web.Application, address: str, port: int) -> AsyncIterator[None]:
    """Serve an application while the block lasts, without an access log and without a banner.

    Raises:
        ConfigurationError: the port is taken.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_PARTING_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, address, port, backlog=1024).start()
        yield
    except OSError as error:
        raise ConfigurationError(f"port {port}: {error.strerror}") from None
    finally:
        await runner.cleanup()


async def until_answers(address: str) -> None:
    """Return once a web address answers with 200."""
    async with aiohttp.ClientSession(trust_env=False) as session:
        while True:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(address, timeout=aiohttp.ClientTimeout(1)) as response:
                    if response.status == 200:  # noqa: PLR2004 - the one good answer
                        return
            await asyncio.sleep(0.05)
