"""What a closed contact adds to the counters: codes of the contract, no text, no exact time."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.content import Content
from bot.risk import Risk
from composition.mind import catalogue_of
from handoff.board import Told, WrapUp
from handoff.conversation import Conversation, State
from handoff.statistics.counters import Contact, month_of, tally
from handoff.thai_time import BANGKOK

ROOT = Path(__file__).parents[3]
CATALOGUE = catalogue_of(Content.load(ROOT / "bot" / "content"))
MINUTE = 60_000


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=BANGKOK).timestamp() * 1000)


def contact(**changes: object) -> Contact:
    opened = at(2, 21)
    conversation = Conversation(
        id="0" * 32,
        version=3,
        state=State.CLOSED,
        channel="web",
        language="th",
        risk=Risk.CONCERN,
        designation=1,
        opened_at=opened,
    )
    fields: dict[str, object] = {
        "conversation": conversation,
        "told": Told(),
        "closed_at": opened + 5 * MINUTE,
        "outcome": "information_only",
    }
    return Contact(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_contact_nobody_filled_a_form_for_counts_what_is_known() -> None:
    counts = tally(
        CATALOGUE, contact(told=Told(contact_by="for_friend", age_band="14_15", region="south"))
    )
    assert counts[0] == "contacts"
    assert {
        "channel:web",
        "language:th",
        "hour:20-23",
        "weekday:mon",
        "length:<10m",
        "contact_by:for_friend",
        "age_band:14_15",
        "region:south",
        "risk:concern",
        "outcome:information_only",
        "reason:not_said",
    } <= set(counts)
    assert not [code for code in counts if code.startswith("wait:")]


def test_a_form_wins_over_what_was_told_before() -> None:
    form = WrapUp(
        reason="violence.bullying",
        risk="none",
        outcome="handed_over",
        age_band="12_13",
        online_harm=("blackmail_sexual", "image_shared"),
        referral=("childline_1387",),
    )
    counts = tally(CATALOGUE, contact(told=Told(age_band="14_15")), form)
    assert {
        "reason:violence.bullying",
        "reason_main:violence",
        "age_band:12_13",
        "risk:none",
        "outcome:handed_over",
    } <= set(counts)
    assert {"online_harm:blackmail_sexual", "online_harm:image_shared"} <= set(counts)
    assert "referral:childline_1387" in counts


def test_every_counter_is_raised_once() -> None:
    counts = tally(
        CATALOGUE, contact(), WrapUp(reason="x", risk="none", outcome="y", referral=("a", "b"))
    )
    assert len(counts) == len(set(counts))


@pytest.mark.parametrize(
    ("minutes", "band"),
    [(0, "<1m"), (1, "1-5m"), (4.99, "1-5m"), (5, "5-15m"), (15, "15-60m"), (60, ">60m")],
)
def test_a_wait_is_a_band_and_never_a_time(minutes: float, band: str) -> None:
    asked = at(2, 21)
    answered = asked + int(minutes * MINUTE)
    assert f"wait:{band}" in tally(CATALOGUE, contact(asked_at=asked, answered_at=answered))


def test_who_was_never_answered_waited_until_the_end() -> None:
    counts = tally(CATALOGUE, contact(asked_at=at(2, 21), closed_at=at(2, 21, 20)))
    assert "wait:15-60m" in counts


@pytest.mark.parametrize(
    ("hour", "band"),
    [(0, "00-05"), (5, "00-05"), (6, "06-11"), (12, "12-15"), (16, "16-19"), (20, "20-23")],
)
def test_the_hour_is_that_of_thailand(hour: int, band: str) -> None:
    conversation = replace(contact().conversation, opened_at=at(2, hour))
    assert f"hour:{band}" in tally(CATALOGUE, contact(conversation=conversation))


def test_the_month_changes_at_midnight_in_thailand() -> None:
    assert month_of(at(30, 23, 59)) == "2026-11"
    assert month_of(at(30, 23, 59) + MINUTE) == "2026-12"


def test_one_closing_raises_every_cell_of_the_crossed_tables() -> None:
    form = WrapUp(
        reason="violence.bullying",
        risk="none",
        outcome="handed_over",
        age_band="12_13",
        gender="girl",
        online_harm=("blackmail_sexual", "offer_money_gifts_images"),
        platform="game",
    )
    counts = set(tally(CATALOGUE, contact(asked_at=at(2, 21)), form))
    assert {
        "reason_main+age_band:violence+12_13",
        "reason_main+age_band+gender:violence+12_13+girl",
        "online_harm+platform:blackmail_sexual+game",
        "online_harm+platform:offer_money_gifts_images+game",
        "hour+wait:20-23+5-15m",
        "channel+outcome:web+handed_over",
    } <= counts


def test_a_contact_that_never_waited_is_in_no_cell_of_waits() -> None:
    assert not [name for name in tally(CATALOGUE, contact()) if "wait" in name]


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({}, "bot"),
        ({"asked_at": at(2, 21)}, "queue"),
        ({"left_queue": True}, "queue"),
        ({"asked_at": at(2, 21), "answered_at": at(2, 21, 1)}, "counsellor"),
    ],
)
def test_who_meets_no_counsellor_is_counted_where_it_was_missed(
    changes: dict[str, object], stage: str
) -> None:
    assert f"stage:{stage}" in tally(CATALOGUE, contact(**changes))


def test_a_closing_raises_few_counters() -> None:
    assert len(tally(CATALOGUE, contact())) < 50
