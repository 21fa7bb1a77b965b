"""What the desk is built from, handed in by the composition root.

It builds and reads nothing itself and holds no key of a child's conversation.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.dialogue import Dialogue
from bot.readable import Readable
from bot.words import Words
from handoff.audit import Audit
from handoff.blocks import Blocks
from handoff.designation import Designations
from handoff.desk.assets import Assets
from handoff.desk.codes import Codes
from handoff.desk.drawer import Drawers
from handoff.desk.figures import Statistics
from handoff.desk.referrals import Referral
from handoff.desk.reply_book import ReplyBook
from handoff.desk.reply_check import ReplyCheck
from handoff.desk.reviews import Reviews
from handoff.desk.seam import Counselling, Supervising
from handoff.desk.topics import Topic
from handoff.history import Hour
from handoff.house_rules import HouseRules
from handoff.signals import Signals
from handoff.staff import Clock, Staff, milliseconds
from handoff.vitals import Vitals


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of one desk.

    Attributes:
        drawers: keys for what is begun and not sent.
        signals: what the processes tell each other; its owner listens.
        words: must hold `desk.*`, that is `handoff/desk/words/`.
        dialogue: the bot's own words, to show what a child is told.
        reviews: who has reviewed which of the `readables`.
        readables: everything a child may read that is written in files, without ready replies.
        services: what a child may be referred to, by id of the directory.
        today: what has happened today, by the hour.
        vitals: the facts of the installation at this moment.
        demo: shows one-time codes on the pages, because a demo has no phones.
        clock: milliseconds since the epoch.
        heartbeat: seconds between two signs of life of an event stream.
    """

    counselling: Counselling
    supervision: Supervising
    staff: Staff
    drawers: Drawers
    signals: Signals
    audit: Audit
    blocks: Blocks
    rules: HouseRules
    dialogue: Dialogue
    words: Words
    replies: ReplyBook
    reply_check: ReplyCheck
    codes: Codes
    topics: Mapping[str, Topic]
    designations: Designations
    assets: Assets
    reviews: Reviews
    statistics: Statistics
    today: Callable[[], Awaitable[tuple[Hour, ...]]]
    vitals: Callable[[], Awaitable[Vitals]]
    readables: tuple[Readable, ...] = ()
    services: Mapping[str, Referral] = field(default_factory=dict)
    demo: bool = False
    clock: Clock = milliseconds
    heartbeat: float = 15.0


DESK = web.AppKey("desk", Desk)
