"""The web channel over HTTP: what is taken in, what is refused, and that nothing is lost by it."""

import asyncio
import json
import logging

import pytest

from connectors.base import Kind, Outcome
from connectors.pace import Rate
from connectors.web.connector import REFUSALS, Rates
from tests.connectors.chatting import address_of, make_line, make_message, serving


async def test_a_session_is_a_token_and_no_cookie() -> None:
    async with serving() as chat:
        response = await chat.http.post("/chat/session")
        assert response.status == 201
        token = (await response.json())["token"]
        assert len(address_of(token).id) == 32
        assert not response.cookies
        assert chat.helpline.pages == {}


async def test_a_line_is_taken_in_once() -> None:
    """The page sends a line again until it is told that it was taken in."""
    async with serving() as chat:
        token, message = chat.new_token(), make_message("ช่วยด้วย", language="th")
        receipts = [await (await chat.post(token, message)).json() for _ in range(3)]
        assert receipts == [{"receipt": "accepted"}] + [{"receipt": "duplicate"}] * 2
        [taken] = chat.helpline.accepted
        assert (taken.address, taken.event_id) == (address_of(token), message["id"])
        assert (taken.kind, taken.text, taken.page) == (Kind.TEXT, "ช่วยด้วย", "th")


@pytest.mark.parametrize("kind", ["tap", "exit", "forget"])
async def test_every_kind_of_act_is_taken_in(kind: str) -> None:
    async with serving() as chat:
        response = await chat.post(chat.new_token(), make_message("human", kind=kind))
        assert response.status == 202
        assert chat.helpline.accepted[0].kind == kind


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Basic abc", "Bearer " + "A" * 86]
)
@pytest.mark.parametrize("path", ["/chat/messages", "/chat/typing"])
async def test_without_a_true_token_nothing_is_taken_in(path: str, header: str | None) -> None:
    async with serving() as chat:
        headers = {} if header is None else {"Authorization": header}
        response = await chat.http.post(path, json=make_message(), headers=headers)
        assert response.status == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert chat.helpline.accepted == []
        assert chat.helpline.typed == []


async def test_a_token_in_an_address_counts_for_nothing() -> None:
    async with serving() as chat:
        response = await chat.http.get("/chat/events", params={"token": chat.new_token()})
        assert response.status == 401


async def test_a_refusal_is_told_in_both_languages_and_repeats_nothing() -> None:
    async with serving() as chat:
        response = await chat.post(chat.new_token(), make_message(kind="planted"))
        refusal = await response.json()
        assert response.status == 400
        assert refusal["error"] == "wrong_fields"
        assert set(refusal["message"]) == {"th", "en"}
        assert "planted" not in json.dumps(refusal)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 10_000, 400),
        (b'{"a": "' + b"x" * 1_000_000 + b'"}', 413),
        (b"", 400),
    ],
)
async def test_broken_bytes_are_refused_and_the_next_line_still_comes_in(
    body: bytes, status: int
) -> None:
    async with serving() as chat:
        token = chat.new_token()
        json_type = {"Content-Type": "application/json"}
        assert (await chat.post(token, data=body, headers=json_type)).status == status
        assert (await chat.post(token, make_message())).status == 202


async def test_a_large_body_of_unknown_length_is_refused() -> None:
    async def endless() -> object:
        for _ in range(100):
            yield b"x" * 1_000

    async with serving() as chat:
        json_type = {"Content-Type": "application/json"}
        response = await chat.post(chat.new_token(), data=endless(), headers=json_type)
        assert response.status == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_other_content_types_are_refused(headers: dict[str, str]) -> None:
    async with serving() as chat:
        response = await chat.post(chat.new_token(), data=b"{}", headers=headers)
        # Packed bytes that do not unfold may already be refused by the server as broken.
        assert response.status in ({415, 400} if "Content-Encoding" in headers else {415})
        assert chat.helpline.accepted == []


async def test_a_flood_from_one_page_is_slowed_and_slows_nobody_else() -> None:
    async with serving() as chat:
        loud, quiet = chat.new_token(), chat.new_token()
        answers = await asyncio.gather(*(chat.post(loud, make_message()) for _ in range(100)))
        refused = [answer for answer in answers if answer.status == 429]
        assert len(refused) == 80
        assert all(answer.headers["Retry-After"] == "1" for answer in refused)
        assert (await chat.post(quiet, make_message())).status == 202


async def test_a_slowed_line_comes_in_after_the_wait() -> None:
    async with serving(rates=Rates(messages=Rate(1, 1))) as chat:
        token, message = chat.new_token(), make_message()
        await chat.post(token, make_message())
        assert (await chat.post(token, message)).status == 429
        chat.clock.now += 1
        assert (await chat.post(token, message)).status == 202
        assert len(chat.helpline.accepted) == 2


async def test_a_flood_of_new_pages_is_slowed() -> None:
    async with serving(rates=Rates(sessions=Rate(3, 1))) as chat:
        answers = [await chat.http.post("/chat/session") for _ in range(4)]
        assert [answer.status for answer in answers] == [201, 201, 201, 429]
        assert answers[3].headers["Retry-After"] == "1"


async def test_while_the_store_is_down_the_page_is_told_to_come_again() -> None:
    async with serving() as chat:
        token, message = chat.new_token(), make_message()
        chat.helpline.down = True
        response = await chat.post(token, message)
        assert (response.status, response.headers["Retry-After"]) == (503, "2")
        assert (await chat.events(token)).status == 503
        chat.helpline.down = False
        assert (await (await chat.post(token, message)).json()) == {"receipt": "accepted"}


async def test_an_unforeseen_failure_is_told_kindly_and_logged_without_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving() as chat:
        token = chat.new_token()
        chat.helpline.broken = RuntimeError("planted secret")
        response = await chat.post(token, make_message("planted words"))
        assert response.status == 500
        assert (await response.json())["error"] == "broken"
    assert "RuntimeError" in caplog.text
    for planted in ("planted", token, address_of(token).id, "127.0.0.1"):
        assert planted not in "\n".join(
            record.getMessage() for record in caplog.records if record.name != "aiohttp.access"
        )


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/session", "/chat/typing"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.a.proxy"}, 200),
    ],
)
async def test_another_sites_page_is_refused(
    path: str, headers: dict[str, str], status: int
) -> None:
    async with serving() as chat:
        response = await chat.post(chat.new_token(), make_message(), path, headers=headers)
        assert (response.status == 403) == (status == 403)


async def test_the_own_origin_is_taken() -> None:
    async with serving() as chat:
        origin = str(chat.http.make_url("/")).rstrip("/")
        response = await chat.post(chat.new_token(), make_message(), headers={"Origin": origin})
        assert response.status == 202


async def test_typing_is_passed_on_and_a_flood_of_it_dropped() -> None:
    async with serving() as chat:
        token = chat.new_token()
        answers = [await chat.post(token, path="/chat/typing") for _ in range(30)]
        assert {answer.status for answer in answers} == {204}
        assert chat.helpline.typed == [address_of(token)] * 5


async def test_a_line_is_delivered_to_its_page_alone_and_once() -> None:
    async with serving() as chat:
        mine, other = address_of(chat.new_token()), address_of(chat.new_token())
        line = make_line("hello")
        assert [await chat.deliver(mine, line) for _ in range(2)] == [Outcome.SENT] * 2
        assert len(chat.helpline.page(mine).events) == 1
        assert chat.helpline.page(other).events == []


async def test_a_child_who_is_gone_is_known_to_be() -> None:
    async with serving() as chat:
        address = address_of(chat.new_token())
        chat.helpline.page(address).gone = True
        assert await chat.deliver(address, make_line("hello")) is Outcome.BLOCKED


async def test_an_asset_of_another_edition_is_not_there() -> None:
    async with serving() as chat:
        assert (await chat.http.get("/chat/static/0000000000000000/chat.css")).status == 404
        assert (await chat.http.get("/chat/static/../web.py")).status == 404


async def test_assets_come_gzipped_where_that_is_understood_and_plain_where_not() -> None:
    async with serving() as chat:
        plain = await chat.http.get("/chat", headers={"Accept-Encoding": "identity"})
        packed = await chat.http.get("/chat", headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert await plain.text() == await packed.text()


async def test_every_refusal_is_one_that_can_happen() -> None:
    assert len(set(REFUSALS)) == len(REFUSALS)
