"""The gateway: takes in what children do, routes it, and carries lines to them.

It alone holds route keys and platform tokens.
"""

import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Self

from aiohttp import web

from bot.dialogue import Dialogue
from bot.understanding import FallbackUnderstanding, RasaUnderstanding, Understanding
from composition.mind import child_words, content_of, keywords_of, languages_of, reader_of
from composition.storage import beside, keyring_of, now, steps_of, store_of, until_open
from connectors import page_line
from connectors.base import Connector
from connectors.web import WebConnector
from errors import ConfigurationError
from handoff.duty import Duty
from handoff.faults import Steps
from handoff.gauges import gauges
from handoff.inbox import StoreInbox
from handoff.index import Index
from handoff.keyring import Keyring, MasterKeys
from handoff.pages import StorePages
from handoff.patience import Patience
from handoff.pseudonym import Pseudonyms
from handoff.retention import Retention
from handoff.router import Router
from handoff.sealing import derive
from handoff.sender import Sender
from handoff.signals import Signals
from handoff.store import Store, Work
from handoff.timekeeper import Timekeeper
from handoff.turn import Planner
from handoff.workers import Workers
from operation.metrics import Metrics
from operation.serving import listening
from operation.settings import Settings
from operation.supervisor import until_told_to_stop


async def gateway(settings: Settings) -> None:
    """Take in, route and send, until told to stop."""
    parts = _Parts.of(settings)
    rasa = RasaUnderstanding(settings.understanding_socket)
    web_channel = _web_channel(settings, parts)
    connectors: dict[str, Connector] = {web_channel.channel: web_channel}
    router = _router(settings, parts, rasa)
    sender = Sender(
        store=parts.store,
        keyring=parts.keyring,
        connectors=connectors,
        signals=parts.signals,
        steps=parts.steps,
    )
    app = _public_app(parts.store)
    web_channel.add_routes(app)
    await until_open(parts.store)
    metrics = Metrics(lambda: gauges(parts.store))
    name = f"gateway-{socket.gethostname()}-{settings.public_port}"
    workers: tuple[tuple[Literal["ready", "sending"], Callable[[Work], Awaitable[None]]], ...] = (
        ("ready", metrics.timed("route", router.work)),
        ("sending", metrics.timed("send", sender.work)),
    )
    work = [
        parts.signals.listen(),
        *(Workers(store=parts.store, what=what, name=name, work=do).run() for what, do in workers),
        Timekeeper(parts.store, parts.signals, now).run(),
        Retention(parts.keyring, parts.pseudonyms, Patience(), now).run(),
        sender.carry_typing(),
    ]
    for connector in connectors.values():
        await connector.start()
    async with (
        beside(work),
        listening(app, settings.bind, settings.public_port),
        listening(metrics.app(), "127.0.0.1", settings.metrics_port),
    ):
        await until_told_to_stop()
        for connector in connectors.values():
            await connector.stop()
    await rasa.close()
    await parts.store.close()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What several parts of the gateway share."""

    store: Store
    keyring: Keyring
    pseudonyms: Pseudonyms
    index: Index
    signals: Signals
    duty: Duty
    steps: Steps
    page_key: bytes = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        masters = MasterKeys.load(settings.master_keys)
        if masters.route is None:
            raise ConfigurationError("the gateway needs the route key")
        store = store_of(settings)
        pseudonyms = Pseudonyms(settings.home / "keyring" / "index", masters.route, now)
        pseudonyms.prepare()
        return cls(
            store=store,
            keyring=keyring_of(settings, masters),
            pseudonyms=pseudonyms,
            index=Index(store, pseudonyms),
            signals=Signals(store.client),
            duty=Duty(store),
            steps=steps_of(settings),
            page_key=derive(masters.route, "page tokens"),
        )


def _web_channel(settings: Settings, parts: _Parts) -> WebConnector:
    inbox = StoreInbox(
        store=parts.store,
        index=parts.index,
        pseudonyms=parts.pseudonyms,
        keyring=parts.keyring,
        clock=now,
        steps=parts.steps,
    )
    pages = StorePages(
        store=parts.store,
        index=parts.index,
        keyring=parts.keyring,
        signals=parts.signals,
        duty=parts.duty,
        line=page_line.line,
    )
    return WebConnector(
        inbox=inbox,
        pages=pages,
        words=child_words(),
        token_key=parts.page_key,
        neutral_site=settings.neutral_site,
        clock=time.monotonic,
    )


def _router(settings: Settings, parts: _Parts, rasa: Understanding) -> Router:
    content = content_of(settings)
    understanding = FallbackUnderstanding(rasa, keywords_of(languages_of()))
    dialogue = Dialogue(content)
    return Router(
        store=parts.store,
        keyring=parts.keyring,
        reader=reader_of(content, understanding, settings),
        dialogue=dialogue,
        planner=Planner(dialogue, Patience(), page_line.own_line),
        duty=parts.duty,
        clock=now,
        steps=parts.steps,
    )


def _public_app(store: Store) -> web.Application:
    async def health(_request: web.Request) -> web.Response:
        await store.call("PING")
        return web.json_response({"status": "ok"})

    app = web.Application(client_max_size=64 * 1024)
    app.router.add_get("/health", health)
    return app
