"""How a line is shown: what the child did to it since, and what is known of its way to the child."""

from html import unescape

import pytest

from bot.language import Language
from handoff.board import Amended, Mark
from tests.handoff.desk.conftest import Person, Place


async def talking(place: Place, *texts: str) -> tuple[Person, str]:
    person = await place.signed_in()
    conversation = await place.counselling.arrive(*texts)
    await person.post(f"/desk/{conversation}/claim")
    return person, conversation


async def shown(person: Person, conversation: str, after: int = 0) -> list[str]:
    html = await (await person.get(f"/desk/{conversation}/lines?after={after}")).text()
    return [unescape(line) for line in html.split("</li>") if "<li" in line]


@pytest.mark.parametrize("amended", ["edited", "withdrawn"])
async def test_a_line_says_what_the_child_did_to_it_since(place: Place, amended: Amended) -> None:
    person, conversation = await talking(place, "before", "untouched")
    [first, _] = await place.counselling.lines(conversation, "malee")
    await place.counselling.amend(conversation, first.id, amended, "after")
    [changed, other] = await shown(person, conversation)
    label = place.desk.words[f"desk.line.amended.{amended}"]["th"]
    assert label in changed
    assert "after" in changed
    assert "before" not in changed
    assert label not in other


async def test_what_changed_long_before_comes_with_what_is_new(place: Place) -> None:
    """A page asks for lines after a number; what it showed before that may be wrong by now."""
    texts = [f"line {number}" for number in range(40)]
    person, conversation = await talking(place, *texts)
    lines = await place.counselling.lines(conversation, "malee")
    assert await shown(person, conversation, 40) == []
    await place.counselling.amend(conversation, lines[2].id, "edited", "other words")
    [changed] = await shown(person, conversation, 40)
    assert f'id="line-{lines[2].id}"' in changed
    assert "other words" in changed


async def test_a_line_that_was_thought_to_be_sent_may_yet_fail(place: Place) -> None:
    """A long one goes in parts, and its mark is that of the worst."""
    person, conversation = await talking(place, "hello")
    line = await place.counselling.say(conversation, "malee", "one", "long")
    await place.counselling.mark(conversation, line.id, Mark.SENT)
    assert await shown(person, conversation, 2) == []
    await place.counselling.mark(conversation, line.id, Mark.FAILED)
    [changed] = await shown(person, conversation, 2)
    assert 'class="mark failed"' in changed


@pytest.mark.parametrize("mark", [mark for mark in Mark if mark is not Mark.SENT])
@pytest.mark.parametrize("language", ["th", "en"])
async def test_a_mark_says_plainly_what_became_of_the_line_and_what_to_do(
    place: Place, language: Language, mark: Mark
) -> None:
    person, conversation = await talking(place, "hello")
    await person.post("/language", {"language": language, "back": "/desk"})
    line = await place.counselling.say(conversation, "malee", "one", "hi")
    await place.counselling.mark(conversation, line.id, mark)
    [_, said] = await shown(person, conversation)
    more = place.desk.words[f"desk.line.more.{mark.value}"][language]
    assert place.desk.words[f"desk.line.mark.{mark.value}"][language] in said
    assert f'title="{more}"' in said
    assert f"{more}</span>" in said


@pytest.mark.parametrize(
    ("channel", "name"), [("telegram", "Telegram"), ("line", "LINE"), ("web", "หน้าเว็บ")]
)
async def test_the_head_names_the_channel(place: Place, channel: str, name: str) -> None:
    person = await place.signed_in()
    conversation = await place.counselling.arrive("hello", channel=channel)
    html = await (await person.post(f"/desk/{conversation}/claim")).text()
    assert f"<dd>{name}</dd>" in html
