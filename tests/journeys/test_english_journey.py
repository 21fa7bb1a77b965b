"""An English conversation that goes back to the queue, to a counsellor again, and to the bot."""

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Journey

pytestmark = [
    pytest.mark.service,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_from_a_counsellor_to_the_queue_and_back_to_the_bot_in_english(
    journey: Journey,
) -> None:
    counsellor = await journey.counsellor("en")
    await journey.watch.look(counsellor.page, "desk, English")
    child = await journey.child("en")
    await journey.watch.look(child.page, "first screen, English")
    await child.write("hello")
    await expect(child.said("This is a bot, not a person.")).to_be_visible()
    await child.write("can I talk to a real person please")
    await expect(child.said("The counsellor sees what you type")).to_be_visible()
    await child.tap("Connect me now")
    await expect(child.status).to_have_text("Waiting for a counsellor. You are next.")

    await counsellor.take()
    await expect(child.said("you talk with a real person")).to_be_visible()
    await counsellor.write("Hi, I'm here with you.")
    await child.write("a boy in my class keeps laughing at me")
    await expect(counsellor.lines("child").last).to_contain_text("keeps laughing at me")
    await expect(child.status).to_have_text("You are talking with a counsellor")

    # Back to the queue: the child is told, keeps everything, and the next counsellor reads on.
    await counsellor.open_pass_on()
    await counsellor.page.locator("#transfer").click()
    await expect(child.said("You are back in the queue.")).to_be_visible()
    await expect(child.status).to_have_text("Waiting for a counsellor. You are next.")
    assert "keeps laughing" not in await counsellor.page.content()
    await counsellor.take()
    await expect(counsellor.lines("child").last).to_contain_text("keeps laughing at me")
    await counsellor.write("We go on here.")
    await expect(child.said("We go on here.")).to_be_visible()

    # Back to the bot: it says so, and answers again; a person stays one tap away.
    await counsellor.open_pass_on()
    await counsellor.page.locator("#hand-back").click()
    await expect(child.said("The bot answers again now.")).to_be_visible()
    await expect(child.status).to_have_text("The bot is answering")
    await expect(counsellor.page.locator("#mine .card")).to_have_count(0)
    before = await child.lines("bot").count()
    await child.write("are you a bot?")
    await expect(child.lines("bot").nth(before)).to_be_visible()
    await journey.watch.look(child.page, "bot again, English")
    for words in ("Hi, I'm here with you.", "a boy in my class keeps laughing at me"):
        await expect(child.said(words)).to_have_count(1)
