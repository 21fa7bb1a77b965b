"""The strip of alarms: every code in words that staff can act on, on every page of the desk."""

import re
from html import unescape

import pytest

from bot.language import Language
from handoff.desk.account import Role
from tests.handoff.desk.conftest import Place


@pytest.mark.parametrize(
    ("channel", "code", "name", "text"),
    [
        ("line", "quota_low", "LINE", "any.quota_low"),
        ("line", "quota_gone", "LINE", "line.quota_gone"),
        ("elsewhere", "quota_gone", "elsewhere", "any.quota_gone"),
        ("telegram", "token", "Telegram", "any.token"),
        ("telegram", "settings", "Telegram", "any.settings"),
        ("line", "webhook", "LINE", "any.webhook"),
        ("telegram", "conflict", "Telegram", "any.conflict"),
        ("line", "poison", "LINE", "any.poison"),
        ("line", "never_heard_of", "LINE", "any.other"),
    ],
)
@pytest.mark.parametrize("language", ["th", "en"])
async def test_each_says_where_what_it_means_and_what_to_do(
    place: Place, language: Language, channel: str, code: str, name: str, text: str
) -> None:
    await place.counselling.ring(channel, code)
    for role, path in {Role.COUNSELLOR: "/desk", Role.SUPERVISOR: "/board"}.items():
        person = await place.signed_in(role.value, role)
        await person.post("/language", {"language": language, "back": path})
        html = unescape(await (await person.get(path)).text())
        words = place.desk.words
        assert f"<b>{name}</b>" in html
        assert words[f"desk.alarm.{text}.means"][language] in html
        assert words[f"desk.alarm.{text}.remedy"][language] in html


async def test_it_stands_on_the_page_of_a_conversation_too(place: Place) -> None:
    person = await place.signed_in()
    conversation = await place.counselling.arrive("hello")
    await place.counselling.ring("line", "webhook")
    html = await (await person.get(f"/desk/{conversation}")).text()
    assert "<b>LINE</b>" in html


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("quota_low", "status"),
        ("poison", "status"),
        ("quota_gone", "alert"),
        ("webhook", "alert"),
        ("never_heard_of", "alert"),
    ],
)
async def test_what_stops_messages_of_children_is_urgent(
    place: Place, code: str, role: str
) -> None:
    person = await place.signed_in()
    await place.counselling.ring("line", code)
    html = await (await person.get("/desk")).text()
    strip = html[html.index('id="alarms"') : html.index("</section>")]
    assert re.findall(r'role="(alert|status)"', strip) == [role]
