"""Nothing of LINE or of a child reaches a log, even at DEBUG and even when everything goes wrong."""

import logging

import pytest

from connectors.base import Address
from connectors.line.connector import look
from errors import HelplineError
from tests.connectors.line_house import House, line_house
from tests.fakes.line.oddity import odd, usual

_WORDS = "คำลับที่ปลูกไว้"


async def _everything(house: House) -> list[str]:
    """Do all that the channel can do, and fail in every way; returns what must stay unsaid."""
    child, fake = house.fake.child(), house.fake
    token = await house.token(child, _WORDS)
    reply = house.parcel(child, house.line(_WORDS), reply=token)
    for sort, on in (
        ("server_error", "reply"),
        ("accept_then_drop", "reply"),
        ("garbage", "push"),
        ("rate", "push"),
        ("forbidden", "push"),
        ("bad_request", "push"),
        ("accept_then_500", "push"),
        ("quota", "push"),
    ):
        fake.misbehave(sort, on=on)  # type: ignore[arg-type]  # a loop
        parcel = reply if on == "reply" else house.parcel(child, house.line(_WORDS))
        try:
            await house.connector.send(parcel)
        except HelplineError as error:
            assert _WORDS not in str(error)
    await house.connector.typing(Address("line", child.user_id))
    events = [*usual(fake, child).values(), *odd(fake, child).values()]
    for each in events:
        await fake.post([each])
    await fake.post(events, signature="forged")
    await fake.post([{"type": 7, "text": _WORDS}])
    house.inbox.down = True
    await fake.post(events)
    house.inbox.broken, house.inbox.down = True, False
    await fake.post(events)
    await look(house.access)
    ids = [parcel.lines[0].id for parcel in (reply,)]
    tokens = [str(event["replyToken"]) for event in events if event.get("replyToken")]
    return [child.user_id, child.name, house.access.token, house.access.secret, *ids, *tokens]


async def test_no_log_at_debug_holds_anything_of_a_child(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with line_house() as house:
        house.fake.child()
        unsaid = await _everything(house)
        bodies = [call.body for call in house.fake.calls]
    told = caplog.text + "".join(capsys.readouterr())
    assert bodies
    assert "line_refused" in told
    assert "line_poison" in told
    assert [each for each in (*unsaid, _WORDS, "planted") if each in told] == []
