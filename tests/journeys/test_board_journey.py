"""The supervisor's board, which changes as things happen."""

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_the_board_changes_by_itself(journey: Journey) -> None:
    counsellor = await journey.counsellor()
    board = await journey.supervisor()
    await expect(board.locator("#number-waiting")).to_have_text("0")
    await expect(board.locator("#number-duty")).to_have_text("1")
    await expect(board.locator("#number-talking")).to_have_text("0")
    first = await journey.child()
    await first.skip_to_person("คุยกับพี่เลย")
    await expect(board.locator("#number-waiting")).to_have_text("1")
    second = await journey.child()
    await second.write("หนูไม่อยากมีชีวิตอยู่แล้ว")
    await expect(board.locator("#number-danger")).to_have_text("1")
    await expect(board.locator("#number-waiting")).to_have_text("2")
    await journey.watch.look(board, "board")

    await counsellor.take()
    await expect(board.locator("#number-danger")).to_have_text("0")
    await expect(board.locator("#number-talking")).to_have_text("1")
    await counsellor.off_duty()
    await expect(board.locator("#number-duty")).to_have_text("0")
    await expect(board.locator("#numbers [role=alert]")).to_be_visible()
    await journey.watch.look(board, "board, nobody on duty")
    await first.exit()
    await expect(board.locator("#number-waiting")).to_have_text("0")
    assert "ไม่อยากมีชีวิตอยู่" not in await board.content()
