"""The gateway: takes in what children do, routes it, and carries lines to them.

It alone holds route keys and platform tokens.
"""

import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Self

from aiohttp import web

from bot.dialogue import Dialogue
from bot.understanding import FallbackUnderstanding, RasaUnderstanding, Understanding
from composition.beat import Beat
from composition.channels import ChannelParts, channels_of
from composition.mind import catalogue_of, content_of, keywords_of, reader_of
from composition.storage import (
    beside,
    blocks_in,
    keyring_of,
    now,
    patience_of,
    rules_in,
    steps_of,
    store_of,
    until_open,
)
from composition.watch import Watch, looks_of
from connectors.web import line as page_line
from errors import ConfigurationError
from handoff.alarms import StoreAlarms
from handoff.doorkeeper import Doorkeeper
from handoff.duty import Duty
from handoff.faults import Steps
from handoff.gate import Gate
from handoff.gauges import gauges
from handoff.inbox import StoreInbox
from handoff.index import Index
from handoff.keyring import Keyring, MasterKeys
from handoff.listener import Listener
from handoff.pages import StorePages
from handoff.pseudonym import Pseudonyms
from handoff.retention import Retention
from handoff.router import Router
from handoff.sender import PARALLEL, Sender
from handoff.signals import Signals
from handoff.store import Store, Work
from handoff.timekeeper import Timekeeper
from handoff.traffic import NotedConnector, NotedInbox, Traffic
from handoff.trail import StoreTrail
from handoff.turn import Planner
from handoff.waits import Waits
from handoff.workers import AT_ONCE, Workers
from operation import memory
from operation.metrics import Metrics
from operation.serving import listening
from operation.settings import Settings
from operation.supervisor import until_told_to_stop


async def gateway(settings: Settings) -> None:
    """Take in, route and send, until told to stop."""
    parts = _Parts.of(settings)
    rasa = RasaUnderstanding(settings.understanding_socket)
    app = _public_app(parts.store)
    traffic = Traffic(parts.store, now)
    channels = channels_of(settings, parts.for_channels(traffic), app)
    connectors = {name: NotedConnector(one, traffic) for name, one in channels.items()}
    router = _router(settings, parts, rasa)
    sender = Sender(
        store=parts.store,
        keyring=parts.keyring,
        connectors=connectors,
        signals=parts.signals,
        clock=now,
        steps=parts.steps,
    )
    memory.settle()
    await until_open(parts.store)
    metrics = Metrics(lambda: gauges(parts.store))
    name = f"gateway-{socket.gethostname()}-{settings.public_port}"
    workers: tuple[
        tuple[Literal["ready", "sending"], Callable[[Work], Awaitable[None]], int], ...
    ] = (
        ("ready", metrics.timed("route", router.work), AT_ONCE),
        ("sending", metrics.timed("send", sender.work), PARALLEL),
    )
    watch = Watch(settings, traffic, rasa, looks_of(settings))
    work = [
        parts.signals.listen(),
        *(
            Workers(store=parts.store, what=what, name=name, work=do, parallel=parallel).run()
            for what, do, parallel in workers
        ),
        Timekeeper(parts.store, parts.signals, now).run(),
        Retention(parts.keyring, parts.pseudonyms, patience_of(settings), now).run(),
        sender.carry_typing(),
        parts.doorkeeper.run(parts.signals),
        Beat(settings, parts.store, name, "gateway", watch.see).run(),
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
    alarms: StoreAlarms
    doorkeeper: Doorkeeper
    masters: MasterKeys = field(repr=False)
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        masters = MasterKeys.load(settings.master_keys)
        if masters.route is None:
            raise ConfigurationError("the gateway needs the route key")
        store = store_of(settings)
        pseudonyms = Pseudonyms(settings.home / "keyring" / "index", masters.route, now)
        pseudonyms.prepare()
        doorkeeper = Doorkeeper(
            blocks_in(store, masters), settings.home / "keyring" / "blocks", masters.route
        )
        doorkeeper.prepare()
        return cls(
            store=store,
            keyring=keyring_of(settings, masters),
            pseudonyms=pseudonyms,
            index=Index(store, pseudonyms),
            signals=Signals(store.client),
            duty=Duty(store),
            steps=steps_of(settings),
            alarms=StoreAlarms(store, now),
            doorkeeper=doorkeeper,
            masters=masters,
            key=masters.route,
        )

    def for_channels(self, traffic: Traffic) -> ChannelParts:
        """Return what channels are joined to."""
        return ChannelParts(
            inbox=NotedInbox(
                StoreInbox(
                    store=self.store,
                    index=self.index,
                    pseudonyms=self.pseudonyms,
                    keyring=self.keyring,
                    doorkeeper=self.doorkeeper,
                    clock=now,
                    steps=self.steps,
                ),
                traffic,
            ),
            pages=StorePages(
                store=self.store,
                index=self.index,
                keyring=self.keyring,
                signals=self.signals,
                duty=self.duty,
                line=page_line.line,
            ),
            trail=StoreTrail(self.store, self.pseudonyms, now),
            alarms=self.alarms,
            key=self.key,
        )


def _router(settings: Settings, parts: _Parts, rasa: Understanding) -> Router:
    content = content_of(settings)
    understanding = FallbackUnderstanding(rasa, keywords_of(settings))
    dialogue = Dialogue(content)
    reader = reader_of(content, understanding, settings)
    planner = Planner(dialogue, patience_of(settings), page_line.own_line)
    return Router(
        store=parts.store,
        keyring=parts.keyring,
        reader=reader,
        planner=planner,
        listener=Listener(
            store=parts.store,
            reader=reader,
            dialogue=dialogue,
            planner=planner,
            duty=parts.duty,
            waits=Waits(parts.store, now),
            gate=Gate(
                doorkeeper=parts.doorkeeper, reader=reader, dialogue=dialogue, planner=planner
            ),
            rules=rules_in(parts.store, parts.masters, content.hours),
        ),
        clock=now,
        steps=parts.steps,
        catalogue=catalogue_of(content),
    )


def _public_app(store: Store) -> web.Application:
    async def health(_request: web.Request) -> web.Response:
        await store.call("PING")
        return web.json_response({"status": "ok"})

    app = web.Application(client_max_size=64 * 1024)
    app.router.add_get("/health", health)
    return app
