"""The end of a conversation: a goodbye, three answers, and exactly the counters that were shown."""

from collections import Counter

import pytest
from playwright.async_api import expect

from handoff.statistics.counters import month_of
from handoff.store import mapping_of
from tests.shifts.shift import Shift

pytestmark = pytest.mark.browser


async def test_what_is_shown_is_counted_and_nothing_else_is_kept(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai", "หนูเครียดเรื่องที่บ้าน")
    await malee.takes(conversation)
    await malee.writes("พี่ฟังอยู่นะ")
    await malee.ends()
    await shift.hears("kai", shift.told("notice.ended", "th"))
    await malee.page.select_option("#form-reason", "family.caregiver")
    await malee.page.check("input[name=risk][value=concern]")
    await malee.page.select_option("#form-outcome", "handed_over")
    counters = malee.see("#counted .counters div")
    await expect(counters.first).to_contain_text(malee.say("counted.contacts"))
    await expect(malee.see("#counted")).to_contain_text(malee.say("counted.of.outcome"))
    await malee.fits()
    await malee.page.click("#close")
    await expect(malee.see("#pane")).to_contain_text(malee.say("left.closed"))
    assert await shift.house.state(conversation) is None
    counted = await counts(shift)
    assert counted["reason:family.caregiver"] == counted["risk:concern"] == 1
    assert counted["outcome:handed_over"] == 1


async def test_what_was_chosen_is_still_there_after_a_reload(shift: Shift) -> None:
    malee = await shift.counsellor()
    conversation = await shift.waits("kai")
    await malee.takes(conversation)
    await malee.ends()
    await malee.page.select_option("#form-reason", "family.caregiver")
    await malee.page.check("input[name=risk][value=none]")
    await malee.page.reload()
    await malee.at_the_lists()
    await malee.page.click(f"#open-{conversation}")
    await expect(malee.see("#form-reason")).to_have_value("family.caregiver")
    await expect(malee.see("input[name=risk][value=none]")).to_be_checked()


async def counts(shift: Shift) -> Counter[str]:
    """Return the counters of this month as they lie in the store."""
    found: Counter[str] = Counter()
    for partition in shift.house.store.partitions:
        name = partition.counters(month_of(shift.house.clock()))
        read = mapping_of(await shift.house.store.call("HGETALL", name))
        found.update({counter: int(count) for counter, count in read.items()})
    return found
