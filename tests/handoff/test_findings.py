"""From facts to findings: each thing that can be wrong is told, and nothing else with it."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from bot.words import Words
from handoff.board import Alarm
from handoff.finding import Finding, State
from handoff.findings import findings
from handoff.report import ChannelReport, ModelReport, Report
from handoff.vitals import Vitals
from tests.fakes.installation import GIB, healthy

NOW = 1_800_000_000_000
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
WELL = healthy(NOW)
WORDS = Words.of_folder(Path(__file__).parents[2] / "handoff" / "desk" / "words")


def wrong(vitals: Vitals) -> list[tuple[str, State, str]]:
    return [
        (one.subject, one.state, one.text) for one in findings(vitals) if one.state is not State.OK
    ]


def files(**changes: object) -> Vitals:
    return replace(WELL, files=replace(WELL.files, **changes))  # type: ignore[arg-type]


def store(**changes: object) -> Vitals:
    assert WELL.store
    return replace(WELL, store=replace(WELL.store, **changes))  # type: ignore[arg-type]


def gateway(**changes: object) -> Vitals:
    desk, gateway = WELL.reports
    return replace(WELL, reports=(desk, msgspec.structs.replace(gateway, **changes)))


def channel(name: str, **changes: object) -> Vitals:
    report: Report = WELL.reports[1]
    channels = tuple(
        msgspec.structs.replace(one, **changes) if one.channel == name else one
        for one in report.channels
    )
    return gateway(channels=channels)


def rung(name: str, code: str) -> Vitals:
    return replace(WELL, alarms=(Alarm(name, code, NOW - MINUTE),))


CASES = {
    "store away": (replace(WELL, store=None), "store", "bad", "health.store.away"),
    "disk refuses": (store(is_written=False), "store", "bad", "health.store.not_written"),
    "not on disk": (store(syncs=False), "store", "bad", "health.store.not_synced"),
    "memory": (store(used=95, limit=100), "store", "bad", "health.store.full"),
    "slow": (store(ping=900), "store", "look", "health.store.slow"),
    "unread": (store(ready_since=NOW - 2 * MINUTE), "ready", "look", "health.ready.late"),
    "unread long": (store(ready_since=NOW - 9 * MINUTE), "ready", "bad", "health.ready.late"),
    "unsent": (store(sending_since=NOW - 9 * MINUTE), "sending", "look", "health.sending.late"),
    "unsent long": (store(sending_since=NOW - DAY), "sending", "bad", "health.sending.late"),
    "no model": (
        gateway(model=ModelReport(answers=False)),
        "understanding",
        "look",
        "health.understanding.missing",
    ),
    "model away": (
        gateway(model=ModelReport(answers=False, made_at=1)),
        "understanding",
        "look",
        "health.understanding.away",
    ),
    "model old": (
        gateway(model=ModelReport(answers=True, made_at=1, is_current=False)),
        "understanding",
        "look",
        "health.understanding.old",
    ),
    "version": (gateway(version="2.0"), "processes", "look", "health.processes.versions"),
    "clock": (gateway(skew=-9000), "clocks", "look", "health.clocks.apart"),
    "disk low": (files(free=GIB), "disk", "look", "health.disk.low"),
    "store's disk full": (files(store_free=1), "disk", "bad", "health.disk.full"),
    "gateway's disk full": (gateway(free=1), "disk", "bad", "health.disk.full"),
    "key gone": (files(key_made_at=None), "keys", "bad", "health.keys.missing"),
    "key open": (files(is_closed=False), "keys", "bad", "health.keys.open"),
    "key old": (files(key_made_at=NOW - 400 * DAY), "keys", "look", "health.keys.old"),
    "no backup": (files(backed_up_at=None), "backup", "look", "health.backup.never"),
    "backup": (files(backed_up_at=NOW - 3 * DAY), "backup", "look", "health.backup.old"),
    "backup long": (files(backed_up_at=NOW - 8 * DAY), "backup", "bad", "health.backup.old"),
    "no check": (files(verified_at=None), "audit", "look", "health.audit.never"),
    "check": (files(verified_at=NOW - 30 * DAY), "audit", "look", "health.audit.old"),
    "token": (channel("line", problems=("token",)), "channel.line", "bad", "alarm.any.token"),
    "elsewhere": (
        channel("telegram", problems=("webhook_elsewhere",)),
        "channel.telegram",
        "bad",
        "alarm.any.webhook",
    ),
    "groups": (
        channel("telegram", problems=("joins_groups", "answers_inline")),
        "channel.telegram",
        "bad",
        "alarm.any.settings",
    ),
    "unreachable": (
        channel("telegram", problems=("unreachable",)),
        "channel.telegram",
        "bad",
        "health.channel.unreachable",
    ),
    "pending": (
        channel("telegram", problems=("pending_many",)),
        "channel.telegram",
        "look",
        "health.channel.pending_many",
    ),
    "unheard of": (channel("line", problems=("x",)), "channel.line", "look", "alarm.any.other"),
    "quota": (
        channel("line", problems=("quota_gone",)),
        "channel.line",
        "bad",
        "alarm.line.quota_gone",
    ),
    "alarm": (rung("telegram", "conflict"), "channel.telegram", "bad", "alarm.any.conflict"),
    "not asked": (
        channel("line", looked_at=NOW - DAY),
        "channel.line",
        "look",
        "health.channel.old",
    ),
}


def test_where_all_is_well_nothing_is_to_be_done() -> None:
    assert wrong(WELL) == []


@pytest.mark.parametrize("case", CASES)
def test_each_wrong_is_told_by_itself_and_in_words(case: str) -> None:
    vitals, subject, state, text = CASES[case]
    assert wrong(vitals) == [(subject, State(state), text)]
    assert f"desk.{text}.means" in WORDS
    assert f"desk.{text}.remedy" in WORDS


def test_every_finding_and_note_has_words() -> None:
    for vitals, *_ in CASES.values():
        for one in findings(vitals):
            assert f"desk.{one.text}.means" in WORDS
            assert {f"desk.health.subject.{one.subject}", f"desk.{one.subject}"} & set(WORDS)
            for note in one.notes:
                assert f"desk.health.note.{note.text}" in WORDS


def test_an_alarm_and_a_look_that_mean_the_same_are_told_once() -> None:
    both = replace(
        channel("line", problems=("token",)), alarms=(Alarm("line", "token", NOW - MINUTE),)
    )
    found = [one for one in findings(both) if one.subject == "channel.line"]
    assert [(one.text, one.since) for one in found] == [("alarm.any.token", NOW - MINUTE)]


def test_the_gravest_comes_first() -> None:
    states = [one.state for one in findings(replace(files(backed_up_at=None), store=None))]
    assert states == sorted(states, key=list(State).index)


def at(moment: int, **changes: object) -> Vitals:
    """Return how it is when the gateway has last reported at a moment."""
    return gateway(at=moment, **changes)


def test_a_gateway_that_falls_silent_is_missed_and_its_channels_are_still_shown() -> None:
    assert wrong(at(NOW - 4 * MINUTE)) == [("processes", State.BAD, "health.processes.no_gateway")]


def test_one_of_two_gateways_that_falls_silent_is_only_to_be_looked_at() -> None:
    desk, first = WELL.reports
    second = msgspec.structs.replace(first, name="gateway-two-8080", at=NOW - 4 * MINUTE)
    assert wrong(replace(WELL, reports=(desk, first, second))) == [
        ("processes", State.LOOK, "health.processes.silent")
    ]


def test_of_two_gateways_the_one_that_looked_last_is_believed() -> None:
    desk, first = WELL.reports
    denied = ChannelReport(channel="line", looked_at=NOW - MINUTE, problems=("token",))
    second = msgspec.structs.replace(first, name="gateway-two-8080", channels=(denied,))
    assert wrong(replace(WELL, reports=(desk, first, second))) == []


def test_a_channel_that_is_not_set_up_is_no_fault() -> None:
    line: list[Finding] = [
        one for one in findings(gateway(channels=())) if one.subject == "channel.line"
    ]
    assert [(one.state, one.text) for one in line] == [(State.OK, "health.channel.absent")]
