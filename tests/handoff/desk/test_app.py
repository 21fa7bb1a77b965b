"""Every route and verb: headers, roles, forged posts, sessions, and what goes wrong without a traceback."""

import re
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from redis.asyncio import Redis

from bot.language import Language
from bot.words import Words
from errors import InvalidContent
from handoff.audit import Deed
from handoff.board import Destination
from handoff.conversation import State
from handoff.desk.account import Role
from handoff.desk.app import make_desk
from handoff.desk.guard import EVERYBODY
from handoff.desk.headers import KEPT, STRICT
from handoff.desk.page import COOKIE
from handoff.desk.replies import Reply, load_replies
from handoff.desk.routes import ROUTES
from handoff.desk.session import IDLE_MS, csrf_for
from handoff.post import Post, Standing, Wish
from tests.fakes.desk import PAGES, REPLIES, make_parts
from tests.fakes.staffing import PASSWORD, Clock, enrolled
from tests.handoff.desk.conftest import Place

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NOWHERE = "0" * 32
_TALK = ("say", "note", "typing", "counted", "seen")
OF_OURS = re.compile(r"Traceback|aiohttp|\.py|Error\b")


def address(path: str) -> str:
    """Fill the places of a route's pattern."""
    filled = path.replace("{conversation:[0-9a-f]{32}}", NOWHERE)
    filled = filled.replace("{name:[a-z0-9-]{2,32}}", "malee")
    filled = filled.replace("{token:[A-Za-z0-9_-]{43}}", "x" * 43)
    return filled.replace("{digest}", "0").replace("{name}", "desk.css")


PATHS = sorted({address(door.path) for door in ROUTES} | {"/nowhere", "/desk/short", "/%ff"})


def check_headers(answer: ClientResponse) -> None:
    for name, content in STRICT.items():
        assert answer.headers.getall(name) == [content], name


class TestHeaders:
    @pytest.mark.parametrize("verb", VERBS)
    async def test_every_answer_carries_them_exactly(self, place: Place, verb: str) -> None:
        for path in PATHS:
            url = place.base + path
            async with place.http.request(verb, url, allow_redirects=False) as answer:
                check_headers(answer)
                assert not OF_OURS.search(await answer.text())

    @pytest.mark.parametrize("role", Role)
    async def test_signed_in_pages_too(self, place: Place, role: Role) -> None:
        person = await place.signed_in(role=role)
        for path in PATHS:
            if path != "/events":
                check_headers(await person.get(path))

    async def test_the_event_stream_too(self, place: Place) -> None:
        person = await place.signed_in()
        answer = await person.get("/events")
        assert answer.status == 200
        assert answer.content_type == "text/event-stream"
        check_headers(answer)
        answer.close()

    async def test_files_may_be_kept_because_their_address_is_their_digest(
        self, place: Place
    ) -> None:
        page = await (await place.http.get(place.base + "/")).text()
        found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        assert found
        for path in found:
            answer = await place.http.get(place.base + path)
            assert answer.status == 200
            assert answer.headers.getall("Cache-Control") == [KEPT]

    async def test_pages_name_no_other_origin_and_no_inline_code(self, place: Place) -> None:
        counsellor = await place.signed_in()
        conversation = await place.counselling.arrive("สวัสดี")
        await counsellor.post(f"/desk/{conversation}/claim")
        for path in ("/desk", f"/desk/{conversation}"):
            html = await (await counsellor.get(path)).text()
            assert not re.search(r"https?://|<script>|\son[a-z]+=|\sstyle=|javascript:", html)


class TestRoles:
    def test_every_route_stands_in_the_table_with_its_roles(
        self, redis: Redis, clock: Clock
    ) -> None:
        app = make_desk(make_parts(redis, clock)[0])
        served = {
            (route.method, route.resource.canonical)
            for route in app.router.routes()
            if route.resource
        }
        pattern = re.compile(r"{(\w+):[^/]*}(?=/|$)")
        declared = {(door.method, pattern.sub(r"{\1}", door.path)) for door in ROUTES}
        assert served == declared
        assert len(ROUTES) == len(declared)

    def test_only_the_doorstep_is_open_to_everybody(self) -> None:
        open_to_all = {door.path for door in ROUTES if door.roles == EVERYBODY}
        assert {path.split("/")[1] for path in open_to_all} == {
            "",
            "health",
            "static",
            "join",
            "language",
            "sign-out",
            "passkey",
        }

    async def test_without_a_session_one_is_sent_to_the_sign_in_page(self, place: Place) -> None:
        for door in ROUTES:
            if door.roles == EVERYBODY:
                continue
            url = place.base + address(door.path)
            if not door.by_itself:
                async with place.http.request(door.method, url, allow_redirects=False) as answer:
                    assert (answer.status, answer.headers["Location"]) == (303, "/")
            script = {"HX-Request": "true"}
            async with place.http.request(door.method, url, headers=script) as answer:
                assert (answer.status, answer.headers["HX-Redirect"]) == (401, "/")

    async def test_what_a_page_asks_by_itself_fetches_no_sign_in_page(self, place: Place) -> None:
        """An event stream follows a redirect unseen and brings a cookie that unmakes the page shown."""
        for door in ROUTES:
            if door.roles == EVERYBODY or not door.by_itself:
                continue
            url = place.base + address(door.path)
            async with place.http.request(door.method, url, allow_redirects=False) as answer:
                assert (answer.status, COOKIE in answer.cookies) == (401, False)

    @pytest.mark.parametrize("role", Role)
    async def test_a_role_passes_just_its_doors(self, place: Place, role: Role) -> None:
        person = await place.signed_in(role=role)
        for door in ROUTES:
            if door.roles == EVERYBODY or door.path == "/events":
                continue
            ask = person.get if door.method == "GET" else person.post
            answer = await ask(address(door.path))
            assert (answer.status == 403) == (role not in door.roles), door.path

    def test_whatever_a_person_changes_is_remembered(self) -> None:
        silent = {
            "/language",
            "/sign-out",
            "/awake",
            "/prove",
            "/passkey",
            "/account/passkey",
            "/join",
            "/desk/duty",
            "/desk/step",
            "/desk/way",
            "/board/see-to/malee",
            "/rules/preview",
            *(f"{address('/desk/{conversation:[0-9a-f]{32}}')}/{act}" for act in _TALK),
        }
        for door in ROUTES:
            if door.method == "POST" and door.deed is None:
                path = address(door.path)
                assert {path, path.rpartition("/")[0]} & silent, f"nothing remembers {door.path}"

    async def test_what_was_done_stands_in_the_audit_log(self, place: Place) -> None:
        counsellor = await place.signed_in("malee")
        conversation = await place.counselling.arrive("คำลับของเด็ก")
        await counsellor.post(f"/desk/{conversation}/claim")
        await counsellor.get(f"/desk/{conversation}")
        await counsellor.post(f"/desk/{NOWHERE}/claim")
        await counsellor.post(f"/desk/{conversation}/transfer", {"to": ""})

        entries = await place.desk.audit.latest(10)

        assert [(entry.deed, entry.by, entry.about) for entry in reversed(entries)] == [
            (Deed.TOOK, "malee", conversation[:8]),
            (Deed.READ, "malee", conversation[:8]),
            (Deed.PASSED_ON, "malee", conversation[:8]),
        ]
        supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
        html = await (await supervisor.get("/audit")).text()
        assert html.count("malee") == 3
        assert conversation[:8] in html
        assert conversation not in html
        assert "คำลับ" not in html

    async def test_what_was_not_done_does_not(self, place: Place) -> None:
        counsellor = await place.signed_in("malee")
        conversation = await place.counselling.arrive("สวัสดี")
        await counsellor.post(f"/desk/{conversation}/claim")
        await counsellor.post(f"/desk/{conversation}/end")
        answer = await counsellor.post(f"/desk/{conversation}/close", {"reason": ""})
        assert answer.status == 422
        deeds = [entry.deed for entry in await place.desk.audit.latest(10)]
        assert Deed.CLOSED not in deeds

    @pytest.mark.parametrize("language", ["th", "en"])
    def test_every_deed_has_words(self, language: Language) -> None:
        words = Words.of_folder(PAGES / "words")
        assert all(words.say(f"desk.audit.deeds.{deed}", language) for deed in Deed)

    async def test_a_supervisor_sees_numbers_and_no_text(self, place: Place) -> None:
        supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
        await place.counselling.arrive("คำลับของเด็ก")
        html = await (await supervisor.get("/board")).text()
        assert 'id="number-waiting" data-waiting="1"' in html
        assert "คำลับของเด็ก" not in html


class TestForgedPosts:
    async def test_a_post_needs_the_form_token_of_its_session(self, place: Place) -> None:
        person = await place.signed_in()
        other = csrf_for("another token")
        for token in ("", "x", other):
            headers = person.headers | {"X-CSRF-Token": token}
            url = place.base + "/desk/duty"
            answer = await place.http.post(url, data={"on": "1"}, headers=headers)
            assert answer.status == 403
        assert not place.counselling.is_on_duty("malee")

    @pytest.mark.parametrize(
        "signs",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {},
        ],
    )
    async def test_a_post_from_elsewhere_is_refused(
        self, place: Place, signs: dict[str, str]
    ) -> None:
        person = await place.signed_in()
        headers = {"Cookie": person.headers["Cookie"], "X-CSRF-Token": person.session.csrf}
        answer = await place.http.post(
            place.base + "/desk/duty", data={"on": "1"}, headers=headers | signs
        )
        assert answer.status == 403
        assert not place.counselling.is_on_duty("malee")

    async def test_an_older_browser_may_name_our_own_origin(self, place: Place) -> None:
        person = await place.signed_in()
        headers = {
            "Cookie": person.headers["Cookie"],
            "X-CSRF-Token": person.session.csrf,
            "Origin": place.base,
            "HX-Request": "true",
        }
        answer = await place.http.post(place.base + "/desk/duty", data={"on": "1"}, headers=headers)
        assert answer.status == 200
        assert place.counselling.is_on_duty("malee")

    async def test_every_post_of_the_table_checks(self, place: Place) -> None:
        person = await place.signed_in()
        for door in ROUTES:
            if door.method == "POST":
                answer = await place.http.post(
                    place.base + address(door.path),
                    data={"on": "1"},
                    headers={"Cookie": person.headers["Cookie"]},
                    allow_redirects=False,
                )
                assert answer.status == 403, door.path


class TestSignIn:
    async def form(self, place: Place) -> tuple[str, str]:
        """Open the sign-in page; return its cookie and its form token."""
        answer = await place.http.get(place.base + "/")
        token = re.search(r'name="csrf" value="(\w+)"', await answer.text())
        assert token
        return answer.cookies[COOKIE].value, token[1]

    async def sign_in(self, place: Place, cookie: str, csrf: str, **fields: str) -> ClientResponse:
        return await place.http.post(
            place.base + "/",
            data={"csrf": csrf} | fields,
            headers={"Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"},
            allow_redirects=False,
        )

    @pytest.mark.parametrize(
        ("role", "home"),
        [(Role.COUNSELLOR, "/desk"), (Role.SUPERVISOR, "/board"), (Role.OPERATOR, "/board")],
    )
    async def test_the_session_is_new_and_its_cookie_strict(
        self, place: Place, role: Role, home: str
    ) -> None:
        """A token that was there before signing in opens nothing afterwards (session fixation)."""
        await enrolled(place.desk.staff, "malee", role)
        code = (await place.desk.staff.demo_codes())["malee"]
        planted, csrf = await self.form(place)
        fields = {"name": "malee", "password": PASSWORD, "code": code}
        answer = await self.sign_in(place, planted, csrf, **fields)
        assert (answer.status, answer.headers["Location"]) == (303, home)
        (entry,) = await place.desk.audit.latest(10)
        assert (entry.deed, entry.by) == (Deed.SIGNED_IN, "malee")
        cookie = answer.cookies[COOKIE]
        assert cookie.value != planted
        assert await place.desk.staff.session(planted) is None
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")

    @pytest.mark.parametrize("name", ["malee", "nobody"])
    async def test_a_failure_says_the_same_for_every_name(self, place: Place, name: str) -> None:
        await enrolled(place.desk.staff, "malee")
        cookie, csrf = await self.form(place)
        fields = {"name": name, "password": "wrong", "code": "000000"}
        answer = await self.sign_in(place, cookie, csrf, **fields)
        html = await answer.text()
        assert answer.status == 409
        assert place.desk.words["desk.refused.sign_in"]["th"] in html
        assert "wrong" not in re.sub(r'class="[^"]*"', "", html)

    @pytest.mark.parametrize(
        ("name", "back", "to"),
        [
            ("malee", "/texts?group=cards", "/texts?group=cards"),
            ("malee", "//evil.example", "/desk"),
            ("malee", "", "/desk"),
            ("anan", "/texts", "/desk"),
        ],
    )
    async def test_a_locked_page_is_come_back_to_by_the_same_person_only(
        self, place: Place, name: str, back: str, to: str
    ) -> None:
        await enrolled(place.desk.staff, "anan")
        person = await place.signed_in("malee")
        place.clock.now += IDLE_MS
        code = (await place.desk.staff.demo_codes())[name]
        fields = {"name": name, "password": PASSWORD, "code": code, "back": back}
        answer = await self.sign_in(place, person.session.token, person.session.csrf, **fields)
        assert (answer.status, answer.headers["Location"]) == (303, to)
        assert await place.desk.staff.locked(person.session.token) is None

    async def test_how_long_a_page_may_stay_is_asked_without_keeping_it(self, place: Place) -> None:
        person = await place.signed_in()
        place.clock.now += IDLE_MS - 1000
        assert await (await person.get("/lock")).text() == "1000"
        place.clock.now += 1000
        assert (await person.get("/lock", **{"HX-Request": "true"})).status == 401

    async def test_what_was_typed_as_a_name_is_shown_escaped(self, place: Place) -> None:
        cookie, csrf = await self.form(place)
        fields = {"name": '"><script>x</script>', "password": "wrong", "code": "0"}
        html = await (await self.sign_in(place, cookie, csrf, **fields)).text()
        assert "<script>x" not in html

    async def test_an_idle_session_has_to_sign_in_again(self, place: Place) -> None:
        person = await place.signed_in()
        place.clock.now += IDLE_MS - 1
        assert (await person.get("/desk")).status == 200
        place.clock.now += IDLE_MS
        assert (await person.get("/desk")).status == 303

    async def test_what_a_page_asks_by_itself_keeps_no_session_alive(self, place: Place) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("hello")
        await person.post(f"/desk/{conversation}/claim")
        for _ in range(2):
            place.clock.now += IDLE_MS // 2
            last = await person.get(f"/desk/{conversation}/lines")
        assert last.status == 401

    async def test_signing_out_ends_session_and_duty(self, place: Place) -> None:
        person = await place.signed_in()
        await person.post("/desk/duty", {"on": "1"})
        answer = await person.post("/sign-out")
        assert answer.headers["Location"] == "/"
        assert answer.cookies[COOKIE]["max-age"] == "0"
        assert (await person.get("/desk")).status == 303
        assert not place.counselling.is_on_duty("malee")

    async def test_the_language_stays_with_the_session(self, place: Place) -> None:
        person = await place.signed_in()
        answer = await person.post("/language", {"language": "en", "back": "/desk"})
        assert answer.headers["Location"] == "/desk"
        assert '<html lang="en">' in await (await person.get("/desk")).text()

    @pytest.mark.parametrize(
        "back", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", ""]
    )
    async def test_going_back_never_leads_elsewhere(self, place: Place, back: str) -> None:
        person = await place.signed_in()
        answer = await person.post("/language", {"language": "en", "back": back})
        assert answer.headers["Location"] == "/"


class TestJoin:
    async def test_a_dead_link_says_so_and_no_more(self, place: Place) -> None:
        answer = await place.http.get(f"{place.base}/join/{'x' * 43}")
        assert answer.status == 404
        assert place.desk.words["desk.refused.link"]["th"] in await answer.text()

    async def test_the_code_is_shown_in_the_demo_only(self, place: Place) -> None:
        token = await place.desk.staff.invite("malee", Role.COUNSELLOR, ("th",))
        html = await (await place.http.get(f"{place.base}/join/{token}")).text()
        enrolment = await place.desk.staff.enrolment(token)
        assert enrolment.secret in html
        assert enrolment.code not in html
        assert "demo-code" not in html


class TestActions:
    async def test_a_line_goes_to_the_child_once_however_often_it_is_posted(
        self, place: Place
    ) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("hello")
        await person.post(f"/desk/{conversation}/claim")
        fields = {"line_id": "0b0e8a4e-6a52-4b39-9b0a-6f4f6ad0a001", "text": "พี่อยู่นี่นะ"}
        for _ in range(3):
            answer = await person.post(f"/desk/{conversation}/say", fields)
            assert f'id="line-{fields["line_id"]}"' in await answer.text()
        assert place.counselling.said(conversation) == ["พี่อยู่นี่นะ"]

    async def test_a_note_never_becomes_a_line(self, place: Place) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("hello")
        await person.post(f"/desk/{conversation}/claim")
        fields = {"line_id": "0b0e8a4e-6a52-4b39-9b0a-6f4f6ad0a002", "text": "ask about school"}
        await person.post(f"/desk/{conversation}/note", fields)
        assert place.counselling.said(conversation) == []
        assert place.counselling.said(conversation, "note") == ["ask about school"]

    @pytest.mark.parametrize(
        ("text", "sent"),
        [
            ("a\x00b\x07c\r\nd", "abc\nd"),
            ("  \n ", None),
            ("x" * 2001, None),
            ("x" * 2000, "x" * 2000),
        ],
    )
    async def test_text_is_cleaned_or_refused(
        self, place: Place, text: str, sent: str | None
    ) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("hello")
        await person.post(f"/desk/{conversation}/claim")
        fields = {"line_id": "0b0e8a4e-6a52-4b39-9b0a-6f4f6ad0a003", "text": text}
        answer = await person.post(f"/desk/{conversation}/say", fields)
        assert answer.status == (200 if sent else 409)
        assert place.counselling.said(conversation) == ([sent] if sent else [])

    async def test_what_a_child_writes_is_escaped_and_masks_are_marked(self, place: Place) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("<img src=x> ▮▮▮ & co")
        html = await (await person.post(f"/desk/{conversation}/claim")).text()
        assert "<img" not in html
        assert "&lt;img src=x&gt;" in html
        assert re.search(r'<span class="mask"[^>]*>▮▮▮</span> &amp; co', html)

    async def test_who_comes_second_is_told_beside_the_list(self, place: Place) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("hello")
        await place.counselling.taken_by(conversation, "anan")
        answer = await person.post(f"/desk/{conversation}/claim")
        assert (answer.status, answer.headers["HX-Retarget"]) == (409, "#list-notice")
        assert place.desk.words["desk.refused.cannot_claim"]["th"] in await answer.text()

    async def test_nobody_reads_what_a_colleague_holds(self, place: Place) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("คำลับของเด็ก")
        await place.counselling.taken_by(conversation, "anan")
        for path in ("", "/lines", "/about"):
            answer = await person.get(f"/desk/{conversation}{path}")
            assert answer.status == 409
            assert "คำลับของเด็ก" not in await answer.text()
        line = {"line_id": "0b0e8a4e-6a52-4b39-9b0a-6f4f6ad0a004", "text": "hi"}
        assert (await person.post(f"/desk/{conversation}/say", line)).status == 409

    async def test_what_waits_shows_no_text_before_it_is_taken(self, place: Place) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("คำลับของเด็ก")
        html = await (await person.get(f"/desk/{conversation}")).text()
        assert "คำลับของเด็ก" not in html
        assert place.desk.words["desk.pane.preview"]["th"] in html

    async def test_an_offer_may_be_declined(self, place: Place) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("hello")
        await place.counselling.taken_by(conversation, "anan")
        await place.counselling.transfer(conversation, "anan", Destination("malee"))
        assert f'id="offered-{conversation}"' in await (await person.get("/desk")).text()
        answer = await person.post(f"/desk/{conversation}/refuse")
        assert place.counselling.state(conversation) is State.WAITING
        html = await answer.text()
        assert place.desk.words["desk.left.refused"]["th"] in html
        assert 'id="nothing"' not in html, "what is open stays open"

    async def test_who_came_on_duty_meanwhile_can_be_passed_on_to(self, place: Place) -> None:
        person, conversation = await place.signed_in(), await place.counselling.arrive("hello")
        await place.counselling.taken_by(conversation, "malee")
        assert "colleague:anan" not in await (await person.get(f"/desk/{conversation}")).text()
        await place.counselling.repost("anan", lambda post: post.able(("th",), ("legal",)).on())
        html = await (await person.get("/desk/destinations")).text()
        assert 'value="colleague:anan"' in html
        assert 'value="skill:legal"' in html

    @pytest.mark.parametrize(
        ("to", "offered", "wants"),
        [
            ("colleague:anan", True, ""),
            ("", False, ""),
            ("language:en", False, "language:en"),
            ("skill:suicide", False, "skill:suicide"),
            ("skill:<script>", False, ""),
        ],
    )
    async def test_passing_on(self, place: Place, to: str, offered: bool, wants: str) -> None:  # noqa: FBT001 - a parameter of the test
        person = await place.signed_in()
        await place.counselling.set_duty("anan", on=True)
        conversation = await place.counselling.arrive("hello")
        await person.post(f"/desk/{conversation}/claim")
        await person.post(f"/desk/{conversation}/transfer", {"to": to, "note": "please go on"})
        board = await place.counselling.board("anan")
        assert [card.wants for card in (board.offered if offered else board.waiting)] == [wants]
        assert place.counselling.said(conversation, "note") == ["please go on"]

    async def test_how_one_works_is_ones_own_to_set(self, place: Place) -> None:
        person = await place.signed_in("malee")
        await person.post("/desk/duty", {"on": "1"})
        html = await (await person.post("/desk/way", {"capacity": "4", "offered": "1"})).text()
        assert place.desk.words.say("desk.duty.way", "th", capacity=4) in html
        await person.post("/desk/step", {"step": "minute"})
        post = (await place.counselling.board("malee")).post
        assert (post.standing, post.wish) == (Standing.BREAK, Wish.MINUTE)
        assert (post.capacity, post.offered) == (4, True)
        assert (await person.post("/desk/step", {"step": "elsewhere"})).status == 400

    async def test_a_supervisor_sees_a_wish_and_sees_to_it(self, place: Place) -> None:
        await place.counselling.repost("malee", Post.wishing_to_talk)
        supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
        html = await (await supervisor.get("/board")).text()
        assert place.desk.words["desk.board.wish.debrief"]["th"] in html
        html = await (await supervisor.post("/board/see-to/malee")).text()
        assert place.desk.words["desk.board.wish.debrief"]["th"] not in html
        assert (await place.counselling.board("malee")).post.wish is Wish.NONE

    async def test_a_supervisor_reads_along_with_a_reason_and_takes_over(
        self, place: Place
    ) -> None:
        counsellor = await place.signed_in("malee")
        supervisor = await place.signed_in("somchai", Role.SUPERVISOR)
        conversation = await place.counselling.arrive("คำที่น้องพิมพ์")
        await counsellor.post(f"/desk/{conversation}/claim")

        held = await (await supervisor.get("/board/of/malee")).text()
        assert conversation in held
        assert "คำที่น้องพิมพ์" not in held
        assert (await supervisor.get(f"/desk/{conversation}")).status == 409
        bare = await supervisor.post(f"/desk/{conversation}/follow", {"reason": "curious"})
        assert bare.status == 400
        await supervisor.post(f"/desk/{conversation}/follow", {"reason": "training"})

        assert "คำที่น้องพิมพ์" in await (await supervisor.get(f"/desk/{conversation}")).text()
        about = await (await counsellor.get(f"/desk/{conversation}/about")).text()
        why = place.desk.words["desk.follow.reason.training"]["th"]
        assert place.desk.words.say("desk.follow.shown", "th", name="somchai", reason=why) in about
        entry = next(e for e in await place.desk.audit.latest(9) if e.deed == Deed.FOLLOWED)
        assert (entry.by, entry.about, entry.more) == ("somchai", conversation[:8], "training")

        await supervisor.post(f"/desk/{conversation}/take-over")
        assert (await place.counselling.board("somchai")).mine[0].id == conversation
        assert (await counsellor.get(f"/desk/{conversation}")).status == 409

    async def test_handing_back_to_the_bot(self, place: Place) -> None:
        person = await place.signed_in()
        conversation = await place.counselling.arrive("hello")
        await person.post(f"/desk/{conversation}/claim")
        await person.post(f"/desk/{conversation}/hand-back")
        assert place.counselling.state(conversation) is State.BOT

    @pytest.mark.parametrize("path", ["/desk/duty", f"/desk/{NOWHERE}/say"])
    async def test_bad_bodies_are_refused_clearly(self, place: Place, path: str) -> None:
        person = await place.signed_in()
        headers = person.headers | {"X-CSRF-Token": person.session.csrf}
        kinds = {
            b"\xff\xfe=\xff": "application/x-www-form-urlencoded",
            b'{"on": 1}': "application/json",
            b"on=1" + b"x" * 70_000: "application/x-www-form-urlencoded",
            b"on=1&line_id=not-a-uuid&text=%ff%fe": "application/x-www-form-urlencoded; charset=x",
        }
        for body, kind in kinds.items():
            answer = await place.http.post(
                place.base + path, data=body, headers=headers | {"Content-Type": kind}
            )
            assert answer.status in {400, 413, 415}, body[:20]
            assert not OF_OURS.search(await answer.text())

    async def test_a_store_that_is_away_is_said_plainly(self, place: Place) -> None:
        person = await place.signed_in()
        place.counselling.down = True
        answer = await person.get("/desk")
        assert answer.status == 503
        assert place.desk.words["desk.failure.store"]["th"] in await answer.text()


class TestContent:
    @pytest.mark.parametrize(
        "module", ["conversation.py", "lists.py", "queue.py", "supervision.py"]
    )
    def test_each_sentence_of_refusal_has_words_in_both_languages(self, module: str) -> None:
        source = (PAGES.parent / module).read_text(encoding="utf-8")
        sentences = re.findall(r'Refused\(\s*"([^"]+)"', source)
        assert sentences
        for sentence in sentences:
            slug = re.sub(r"[^a-z0-9]+", "_", sentence.lower())
            assert f"desk.refused.{slug}" in Words.of_folder(PAGES / "words"), sentence

    def test_each_refusal_of_the_state_machine_has_words(self) -> None:
        words = Words.of_folder(PAGES / "words")
        for action in (
            "claim",
            "accept",
            "refuse",
            "transfer",
            "requeue",
            "hand_back",
            "end",
            "close",
        ):
            assert f"desk.refused.cannot_{action}" in words

    def test_a_shortcut_stands_for_one_reply(self) -> None:
        replies = load_replies(REPLIES)
        assert len({reply.shortcut for reply in replies}) == len(replies) >= 15

    @pytest.mark.parametrize("reply", load_replies(REPLIES), ids=lambda one: one.id)
    def test_ready_replies_are_short_and_name_no_number(self, reply: Reply) -> None:
        texts = reply.text.values()
        assert all(len(text) <= 220 for text in texts)
        assert not any(re.search(r"\d|https?:", text) for text in texts)

    def test_an_operators_replies_take_the_place_of_ours_and_add_to_them(
        self, tmp_path: Path
    ) -> None:
        own = tmp_path / "replies.yml"
        entry = "{{shortcut: {}, title: {{th: ก, en: a}}, text: {{th: ก, en: b}}}}"
        own.write_text(f"greeting: {entry.format('hi')}\nour_own: {entry.format('own')}\n")
        shipped, laid = load_replies(REPLIES), load_replies(REPLIES, own)
        assert [one.id for one in laid] == [*(one.id for one in shipped), "our_own"]
        assert next(one for one in laid if one.id == "greeting").text["en"] == "b"

    def test_a_doubled_shortcut_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "replies.yml"
        entry = "{shortcut: hi, title: {th: ก, en: a}, text: {th: ก, en: a}}"
        path.write_text(f"one: {entry}\ntwo: {entry}\n", encoding="utf-8")
        with pytest.raises(InvalidContent, match="used twice"):
            load_replies(path)
