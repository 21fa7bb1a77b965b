"""A whole desk for tests: the real pages and accounts, the fake helpline behind them."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TypedDict

from redis.asyncio import Redis

from bot.content import Content
from bot.dialogue import Dialogue
from bot.hours import OpeningHours
from bot.privacy import Privacy
from bot.readable import Readable, readables_of
from bot.shelf import Shelf
from bot.wording import Wording
from bot.words import Words
from composition.mind import catalogue_of
from composition.published import statistics_of
from handoff.audit import Audit
from handoff.blocks import Blocks
from handoff.designation import Designations
from handoff.desk.assets import Assets
from handoff.desk.codes import Codes
from handoff.desk.drawer import Drawers
from handoff.desk.parts import Desk
from handoff.desk.referrals import Referral
from handoff.desk.replies import load_replies
from handoff.desk.reply_book import ReplyBook
from handoff.desk.reply_check import ReplyCheck
from handoff.desk.reviews import Reviews
from handoff.desk.seam import Counselling, Supervising
from handoff.desk.topics import Topic, load_topics
from handoff.history import Hour
from handoff.house_rules import HouseRules
from handoff.signals import Signals
from handoff.statistics.catalogue import Catalogue
from handoff.store import Store
from handoff.vitals import Vitals
from tests.fakes.counselling import FakeCounselling
from tests.fakes.installation import well
from tests.fakes.staffing import KEY, Clock, make_staff

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "handoff" / "desk"
REPLIES = ROOT / "bot" / "content" / "replies.yml"
SERVICES: Mapping[str, Referral] = {
    "childline": Referral(
        {"th": "สายเด็ก", "en": "Childline"},
        {"th": "สายเด็ก โทร 1387 ตลอดเวลา", "en": "Childline 1387, day and night"},
        "1387",
    ),
    "mental_health": Referral(
        {"th": "สายด่วนสุขภาพจิต", "en": "Mental health line"},
        {"th": "สายด่วนสุขภาพจิต โทร 1323 ตลอดเวลา", "en": "Mental health line 1323, day and night"},
        "1323",
    ),
}


class Reviewed(TypedDict):
    """The parts of a desk that are content."""

    words: Words
    dialogue: Dialogue
    reply_check: ReplyCheck
    codes: Codes
    topics: Mapping[str, Topic]
    designations: Designations
    assets: Assets
    services: Mapping[str, Referral]
    readables: tuple[Readable, ...]


def make_parts(
    redis: Redis,
    clock: Clock,
    *,
    demo: bool = False,
    heartbeat: float = 15.0,
    home: Path = Path("/nowhere"),
    vitals: Callable[[], Awaitable[Vitals]] | None = None,
) -> tuple[Desk, FakeCounselling]:
    """Return the parts of a desk and the fake helpline behind it."""
    counselling = FakeCounselling(clock)
    desk = desk_before(
        counselling,
        supervision=counselling,
        today=counselling.today,
        redis=redis,
        clock=clock,
        demo=demo,
        heartbeat=heartbeat,
        home=home,
        vitals=vitals,
    )
    return desk, counselling


def desk_before(
    counselling: Counselling,
    *,
    supervision: Supervising,
    today: Callable[[], Awaitable[tuple[Hour, ...]]],
    redis: Redis,
    clock: Callable[[], int],
    signals: Signals | None = None,
    demo: bool = False,
    heartbeat: float = 15.0,
    home: Path = Path("/nowhere"),
    vitals: Callable[[], Awaitable[Vitals]] | None = None,
) -> Desk:
    """Return the parts of a desk before a helpline, which may be a real one."""
    return Desk(
        counselling=counselling,
        supervision=supervision,
        staff=make_staff(redis, clock),
        drawers=Drawers(KEY),
        signals=signals or Signals(redis),
        audit=Audit(redis, KEY, clock),
        statistics=statistics_of(Store(redis), catalogue(), clock),
        today=today,
        blocks=Blocks(Store(redis), KEY, clock),
        replies=ReplyBook(Store(redis), KEY, load_replies(REPLIES)),
        rules=HouseRules(Store(redis), KEY, OpeningHours()),
        vitals=vitals or well(clock),
        reviews=Reviews(home / "reviews.json"),
        demo=demo,
        clock=clock,
        heartbeat=heartbeat,
        **_reviewed(),
    )


@cache
def _reviewed() -> Reviewed:
    """Read the content once; it does not change while tests run."""
    content = ROOT / "bot" / "content"
    codes, texts = Codes.load(content / "codes.yml"), Content.load(content)
    return {
        "dialogue": Dialogue(texts),
        "words": Words.of_folder(PAGES / "words"),
        "reply_check": ReplyCheck(
            Privacy.load(content / "privacy", texts.directory.published()),
            Wording.load(content / "wording.yml"),
        ),
        "codes": codes,
        "topics": load_topics(PAGES / "topics.yml", codes),
        "designations": Designations.load(content / "designations.yml"),
        "assets": Assets.load(ROOT / "node_modules"),
        "services": SERVICES,
        "readables": readables_of(Shelf(content), texts),
    }


@cache
def catalogue() -> Catalogue:
    return catalogue_of(Content.load(ROOT / "bot" / "content"))


async def happened(store: Store, counted: Mapping[str, Mapping[str, int]]) -> None:
    """Lay counters of months into the store, as if so much had happened."""
    for month, counters in counted.items():
        for name, times in counters.items():
            await store.call("HSET", store.partitions[0].counters(month), name, str(times))
