"""The desk's process: serves the counsellors. It holds no route key."""

import socket

from bot.dialogue import Dialogue
from composition.beat import Beat
from composition.mind import (
    ROOT,
    all_readables,
    catalogue_of,
    codes_of,
    content_of,
    designations_of,
    desk_words,
    referrals_of,
    replies_of,
    reply_check_of,
    reviews_of,
)
from composition.published import statistics_of
from composition.staffing import audit_in, drawers_of, replies_in, staff_in
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
from composition.vitals import Gathering
from handoff.alarms import StoreAlarms
from handoff.desk.app import make_desk
from handoff.desk.assets import Assets
from handoff.desk.parts import Desk
from handoff.desk.topics import load_topics
from handoff.dispatcher import Dispatcher
from handoff.duty import Duty
from handoff.feed import Feed
from handoff.history import History
from handoff.keyring import MasterKeys
from handoff.queue import Queue
from handoff.signals import Signals
from handoff.supervision import Supervision
from operation import memory
from operation.serving import listening
from operation.settings import Settings
from operation.supervisor import until_told_to_stop


async def desk(settings: Settings) -> None:
    """Serve the counsellors, until told to stop."""
    masters = MasterKeys.load(settings.master_keys, desk=True)
    store = store_of(settings)
    signals = Signals(store.client)
    content = content_of(settings)
    feed, duty, patience = Feed(store, signals), Duty(store), patience_of(settings)
    queue = Queue(
        store=store,
        keyring=keyring_of(settings, masters),
        words=content.words,
        duty=duty,
        feed=feed,
        alarms=StoreAlarms(store, now),
        clock=now,
        steps=steps_of(settings),
        patience=patience,
        catalogue=catalogue_of(content),
    )
    codes = codes_of(settings)
    app = make_desk(
        Desk(
            counselling=queue,
            supervision=Supervision(
                lists=queue.reading, acts=queue.acts, words=content.words, patience=patience
            ),
            staff=staff_in(store, masters),
            drawers=drawers_of(masters),
            signals=signals,
            audit=audit_in(store, masters),
            blocks=blocks_in(store, masters),
            rules=rules_in(store, masters, content.hours),
            dialogue=Dialogue(content),
            words=desk_words(),
            replies=replies_in(store, masters, replies_of(settings)),
            reply_check=reply_check_of(content, settings),
            codes=codes,
            topics=load_topics(ROOT / "handoff" / "desk" / "topics.yml", codes),
            designations=designations_of(settings),
            statistics=statistics_of(store, catalogue_of(content), now),
            today=History(store, now).today,
            vitals=Gathering(settings, store).vitals,
            reviews=reviews_of(settings),
            readables=all_readables(content, settings),
            assets=Assets.load(ROOT / "node_modules"),
            services=referrals_of(content),
            demo=settings.demo,
        )
    )
    memory.settle()
    await until_open(store)
    name = f"desk-{socket.gethostname()}-{settings.desk_port}"
    dispatcher = Dispatcher(
        duty=duty,
        lists=queue.reading,
        acts=queue.acts,
        signals=signals,
        clock=now,
        patience=patience,
    )
    async with (
        beside([signals.listen(), dispatcher.run(), Beat(settings, store, name, "desk").run()]),
        listening(app, settings.bind, settings.desk_port),
    ):
        await until_told_to_stop()
    await store.close()
