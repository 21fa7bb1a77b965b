"""Accounts of staff over a real store: who gets in, who does not, and what a thief of the store finds."""

import asyncio
import re

import pyotp
import pytest
from redis.asyncio import Redis

from errors import Refused
from handoff.desk.account import Role
from handoff.desk.invitations import INVITATION_MS
from handoff.desk.password import Passwords
from handoff.desk.session import IDLE_MS, LONGEST_MS
from handoff.desk.totp import matching_step
from handoff.staff import Staff
from tests.fakes.staffing import PASSWORD, Clock, enrolled, make_staff, signed_in

WRONG = "name, password or code is not right"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def staff(redis: Redis, clock: Clock) -> Staff:
    return make_staff(redis, clock)


def code_of(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(clock.now // 1000)


async def everything_in(redis: Redis) -> bytes:
    """Every key and value of the store, in one piece."""
    found: list[object] = []
    for key in await redis.keys("*"):
        kind = await redis.type(key)
        assert kind in {b"string", b"hash"}, f"nobody looked into a {kind!r}"
        found.append(key)
        if kind == b"string":
            found.append(await redis.get(key))
        else:
            found.extend(part for pair in (await redis.hgetall(key)).items() for part in pair)
    return b"".join(part for part in found if isinstance(part, bytes))


class TestInvite:
    @pytest.mark.parametrize("name", ["a", "A-name", "two words", "ก" * 3, "x" * 33, "", "a\nb"])
    async def test_refuses_a_name_that_is_not_one(self, staff: Staff, name: str) -> None:
        with pytest.raises(Refused, match="a name has"):
            await staff.invite(name, Role.COUNSELLOR, ("th",))

    async def test_refuses_an_unknown_role(self, staff: Staff) -> None:
        with pytest.raises(Refused, match="a role is one of"):
            await staff.invite("malee", "queen", ("th",))

    async def test_refuses_a_name_that_is_taken(self, staff: Staff) -> None:
        await staff.invite("malee", "counsellor", ("th",))
        with pytest.raises(Refused, match="already"):
            await staff.invite("malee", "supervisor", ("th",))

    async def test_two_at_once_make_one_account(self, staff: Staff) -> None:
        tries = [staff.invite("malee", Role.COUNSELLOR, ("th",)) for _ in range(8)]
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(one, str) for one in done) == 1

    async def test_lists_who_is_there_without_secrets(self, staff: Staff) -> None:
        await enrolled(staff, "somchai", Role.SUPERVISOR)
        await staff.invite("malee", Role.COUNSELLOR, ("th", "en"))
        listed = await staff.list()
        assert [(one.name, one.role, one.enrolled) for one in listed] == [
            ("malee", Role.COUNSELLOR, False),
            ("somchai", Role.SUPERVISOR, True),
        ]
        assert "argon2" not in repr(listed)


class TestDisable:
    async def test_the_last_operator_stays(self, staff: Staff) -> None:
        await enrolled(staff, "anong", Role.OPERATOR)
        await staff.invite("preecha", Role.OPERATOR, ("th",))
        with pytest.raises(Refused, match="last operator"):
            await staff.disable("anong")
        await staff.disable("preecha")

    async def test_two_operators_cannot_disable_each_other_at_once(self, staff: Staff) -> None:
        names = ["anong", "preecha"]
        for name in names:
            await enrolled(staff, name, Role.OPERATOR)
        done = await asyncio.gather(*map(staff.disable, names), return_exceptions=True)
        assert sum(one is None for one in done) == 1
        assert [one.active for one in await staff.list()].count(True) == 1


class TestEnrol:
    async def test_the_link_works_once(self, staff: Staff) -> None:
        token = await staff.invite("malee", Role.COUNSELLOR, ("th",))
        code = (await staff.enrolment(token)).code
        await staff.enrol(token, PASSWORD, code)
        for again in (staff.enrolment(token), staff.enrol(token, PASSWORD, code)):
            with pytest.raises(Refused, match="no longer works"):
                await again

    async def test_two_at_once_use_the_link_once(self, staff: Staff) -> None:
        token = await staff.invite("malee", Role.COUNSELLOR, ("th",))
        code = (await staff.enrolment(token)).code
        tries = [staff.enrol(token, f"{PASSWORD} {n}", code) for n in range(4)]
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(one is None for one in done) == 1

    async def test_the_link_is_dead_after_a_day(self, staff: Staff, clock: Clock) -> None:
        token = await staff.invite("malee", Role.COUNSELLOR, ("th",))
        clock.now += INVITATION_MS
        with pytest.raises(Refused, match="no longer works"):
            await staff.enrolment(token)

    async def test_a_newer_link_voids_the_older(self, staff: Staff) -> None:
        older = await staff.invite("malee", Role.COUNSELLOR, ("th",))
        newer = await staff.reset("malee")
        with pytest.raises(Refused, match="no longer works"):
            await staff.enrolment(older)
        assert (await staff.enrolment(newer)).name == "malee"

    async def test_a_reload_shows_the_same_secret(self, staff: Staff) -> None:
        token = await staff.invite("malee", Role.COUNSELLOR, ("th",))
        first, second = await staff.enrolment(token), await staff.enrolment(token)
        assert first.secret == second.secret
        assert first.secret in first.uri

    @pytest.mark.parametrize(
        "password", ["eleven char", "malee malee malee", "aaaaaaaaaaaaaa", "x" * 257, ""]
    )
    async def test_refuses_a_weak_password_and_keeps_the_link(
        self, staff: Staff, password: str
    ) -> None:
        token = await staff.invite("malee", Role.COUNSELLOR, ("th",))
        code = (await staff.enrolment(token)).code
        with pytest.raises(Refused, match="password"):
            await staff.enrol(token, password, code)
        await staff.enrol(token, PASSWORD, code)

    async def test_refuses_a_code_the_phone_would_not_show(self, staff: Staff) -> None:
        token = await staff.invite("malee", Role.COUNSELLOR, ("th",))
        with pytest.raises(Refused, match="code does not match"):
            await staff.enrol(token, PASSWORD, "12345")

    async def test_a_made_up_link_is_refused(self, staff: Staff) -> None:
        with pytest.raises(Refused, match="no longer works"):
            await staff.enrolment("x" * 43)


class TestSignIn:
    async def test_name_password_and_code_open_a_session(self, staff: Staff, clock: Clock) -> None:
        secret = await enrolled(staff, "malee", Role.SUPERVISOR)
        session = await staff.sign_in(" Malee ", PASSWORD, code_of(secret, clock), language="en")
        found = await staff.session(session.token)
        assert found == session
        assert (session.name, session.role, session.language) == ("malee", Role.SUPERVISOR, "en")

    async def test_a_code_is_good_once_even_after_a_restart(
        self, redis: Redis, clock: Clock
    ) -> None:
        secret = await enrolled(make_staff(redis, clock), "malee")
        code = code_of(secret, clock)
        await make_staff(redis, clock).sign_in("malee", PASSWORD, code)
        with pytest.raises(Refused, match=WRONG):
            await make_staff(redis, clock).sign_in("malee", PASSWORD, code)
        clock.pass_by(seconds=30)
        await make_staff(redis, clock).sign_in("malee", PASSWORD, code_of(secret, clock))

    async def test_an_older_code_is_refused_after_a_newer_one(
        self, staff: Staff, clock: Clock
    ) -> None:
        secret = await enrolled(staff, "malee")
        before = code_of(secret, clock)
        clock.pass_by(seconds=30)
        await staff.sign_in("malee", PASSWORD, code_of(secret, clock))
        with pytest.raises(Refused, match=WRONG):
            await staff.sign_in("malee", PASSWORD, before)

    async def test_one_code_at_many_desks_opens_one_session(
        self, staff: Staff, clock: Clock
    ) -> None:
        secret = await enrolled(staff, "malee")
        code = code_of(secret, clock)
        tries = [staff.sign_in("malee", PASSWORD, code) for _ in range(4)]
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(not isinstance(one, Exception) for one in done) == 1

    async def test_a_wrong_password_does_not_use_up_the_code(
        self, staff: Staff, clock: Clock
    ) -> None:
        secret = await enrolled(staff, "malee")
        with pytest.raises(Refused, match=WRONG):
            await staff.sign_in("malee", "not the password", code_of(secret, clock))
        await staff.sign_in("malee", PASSWORD, code_of(secret, clock))

    @pytest.mark.parametrize("name", ["nobody", "invited", "disabled", "malee"])
    async def test_every_failure_sounds_the_same(
        self, staff: Staff, clock: Clock, name: str
    ) -> None:
        """Neither the words nor the amount of work tell whether a name exists."""
        for known in ("disabled", "malee"):
            await enrolled(staff, known)
        await staff.disable("disabled")
        await staff.invite("invited", Role.COUNSELLOR, ("th",))
        with pytest.raises(Refused) as refused:
            await staff.sign_in(name, "not the password", "000000")
        assert str(refused.value) == WRONG

    @pytest.mark.parametrize("name", ["malee", "nobody"])
    async def test_after_five_failures_one_has_to_wait_longer_and_longer(
        self, staff: Staff, clock: Clock, name: str
    ) -> None:
        await enrolled(staff, "malee")
        for _ in range(5):
            with pytest.raises(Refused, match=WRONG):
                await staff.sign_in(name, "not the password", "000000")
        waits = []
        for _ in range(8):
            with pytest.raises(Refused, match="wait") as refused:
                await staff.sign_in(name, PASSWORD, "000000")
            waits.append(int(re.findall(r"\d+", str(refused.value))[0]))
            clock.pass_by(seconds=waits[-1])
            with pytest.raises(Refused, match=WRONG):
                await staff.sign_in(name, "not the password", "000000")
        assert waits == [30, 60, 120, 240, 480, 900, 900, 900]

    async def test_who_waited_gets_in_and_starts_afresh(self, staff: Staff, clock: Clock) -> None:
        secret = await enrolled(staff, "malee")
        for _ in range(5):
            with pytest.raises(Refused):
                await staff.sign_in("malee", "not the password", "000000")
        clock.pass_by(seconds=30)
        await staff.sign_in("malee", PASSWORD, code_of(secret, clock))
        with pytest.raises(Refused, match=WRONG):
            await staff.sign_in("malee", "not the password", "000000")

    async def test_many_guesses_at_once_are_counted_before_they_are_tried(
        self, staff: Staff
    ) -> None:
        await enrolled(staff, "malee")
        tries = [staff.sign_in("malee", f"guess {n}", "000000") for n in range(30)]
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(WRONG in str(one) for one in done) == 5

    async def test_failures_of_one_slow_nobody_else(self, staff: Staff, clock: Clock) -> None:
        secret = await enrolled(staff, "malee")
        for _ in range(7):
            with pytest.raises(Refused):
                await staff.sign_in("somchai", "guess", "000000")
        await staff.sign_in("malee", PASSWORD, code_of(secret, clock))

    async def test_thai_digits_and_spaces_are_understood(self, staff: Staff, clock: Clock) -> None:
        secret = await enrolled(staff, "malee")
        code = code_of(secret, clock)
        thai = "".join(chr(0x0E50 + int(digit)) for digit in code)
        await staff.sign_in("malee", PASSWORD, f"{thai[:3]} {thai[3:]}")


class TestSessions:
    async def test_thirty_idle_minutes_end_it(self, staff: Staff, clock: Clock) -> None:
        session = await signed_in(staff, "malee")
        clock.now += IDLE_MS - 1
        assert await staff.session(session.token)
        clock.now += 1
        assert await staff.session(session.token) is None

    async def test_an_idle_one_is_locked_and_tells_whose_it_was(
        self, staff: Staff, clock: Clock
    ) -> None:
        session = await signed_in(staff, "malee")
        assert await staff.locked(session.token) is None
        clock.now += IDLE_MS
        locked = await staff.locked(session.token)
        assert locked
        assert (locked.name, await staff.session(session.token)) == ("malee", None)

    @pytest.mark.parametrize("way", ["disable", "reset", "sign_out", "time"])
    async def test_what_ends_a_session_ends_its_lock(
        self, staff: Staff, clock: Clock, way: str
    ) -> None:
        session = await signed_in(staff, "malee")
        clock.now += IDLE_MS if way != "time" else LONGEST_MS
        if way == "sign_out":
            await staff.sign_out(session)
        elif way != "time":
            await getattr(staff, way)("malee")
        assert await staff.locked(session.token) is None

    async def test_signs_of_life_keep_it_for_twelve_hours_at_most(
        self, staff: Staff, clock: Clock
    ) -> None:
        session = await signed_in(staff, "malee")
        opened = clock.now
        while clock.now - opened < LONGEST_MS - IDLE_MS:
            clock.pass_by(minutes=25)
            alive = await staff.session(session.token)
            assert alive
            await staff.touch(alive)
        clock.now = opened + LONGEST_MS
        assert await staff.session(session.token) is None

    async def test_disabling_ends_sessions_and_links_at_once(
        self, staff: Staff, clock: Clock
    ) -> None:
        session = await signed_in(staff, "malee")
        link = await staff.reset("malee")
        assert await staff.session(session.token) is None
        await staff.disable("malee")
        with pytest.raises(Refused):
            await staff.enrolment(link)

    async def test_a_disabled_session_does_not_come_back_with_a_reset(
        self, staff: Staff, clock: Clock
    ) -> None:
        session = await signed_in(staff, "malee")
        await staff.disable("malee")
        assert await staff.session(session.token) is None
        link = await staff.reset("malee")
        await staff.enrol(link, PASSWORD, (await staff.enrolment(link)).code)
        assert await staff.session(session.token) is None

    async def test_signing_out_ends_it(self, staff: Staff) -> None:
        session = await signed_in(staff, "malee")
        await staff.sign_out(session)
        assert await staff.session(session.token) is None

    async def test_a_late_sign_of_life_does_not_bring_it_back(
        self, staff: Staff, clock: Clock
    ) -> None:
        session = await signed_in(staff, "malee")
        await staff.sign_out(session)
        clock.pass_by(minutes=2)
        await staff.touch(session)
        await staff.speak(session, "en")
        assert await staff.session(session.token) is None

    async def test_each_sign_in_has_its_own_token_and_form_token(
        self, staff: Staff, clock: Clock
    ) -> None:
        secret = await enrolled(staff, "malee")
        first = await staff.sign_in("malee", PASSWORD, code_of(secret, clock))
        clock.pass_by(seconds=30)
        second = await staff.sign_in("malee", PASSWORD, code_of(secret, clock))
        assert first.token != second.token
        assert first.csrf != second.csrf
        assert first.token not in first.csrf
        assert len(first.token) >= 43

    async def test_a_made_up_token_is_nobody(self, staff: Staff) -> None:
        assert await staff.session("") is None
        assert await staff.session("x" * 43) is None


class TestAtRest:
    async def test_nothing_readable_lies_in_the_store(
        self, redis: Redis, staff: Staff, clock: Clock
    ) -> None:
        secret = await enrolled(staff, "malee")
        session = await staff.sign_in("malee", PASSWORD, code_of(secret, clock))
        link = await staff.invite("somchai", Role.SUPERVISOR, ("th",))
        with pytest.raises(Refused):
            await staff.sign_in("nobody-here", PASSWORD, "000000")
        await staff.seen_here("malee", 60)
        found = await everything_in(redis)
        readable = ("malee", "somchai", "nobody-here", PASSWORD, secret, session.token, link)
        for planted in (*readable, session.csrf, "argon2", "supervisor", "counsellor"):
            assert planted.encode() not in found

    async def test_every_key_belongs_to_staff(self, redis: Redis, staff: Staff) -> None:
        await signed_in(staff, "malee")
        keys = await redis.keys("{staff}:*")
        assert len(keys) == await redis.dbsize() > 0

    async def test_another_key_opens_nothing(
        self, redis: Redis, staff: Staff, clock: Clock
    ) -> None:
        session = await signed_in(staff, "malee")
        thief = Staff(redis, bytes(32), clock=clock, passwords=Passwords(memory_kib=8, rounds=1))
        assert await thief.session(session.token) is None

    async def test_passwords_are_argon2id_at_the_set_cost(self) -> None:
        """security.md section 1: 64 MiB, 4 rounds, 2 lanes."""
        hashed = await Passwords().hashed(PASSWORD)
        assert hashed.startswith("$argon2id$v=19$m=65536,t=4,p=2$")

    async def test_the_loop_goes_on_while_a_password_is_hashed(self) -> None:
        hashing = asyncio.create_task(Passwords().hashed(PASSWORD))
        turns = 0
        while not hashing.done():
            await asyncio.sleep(0)
            turns += 1
        assert turns > 10


def test_a_code_matches_its_neighbours_but_no_further() -> None:
    """RFC 6238 section 5.2: one step of tolerance."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    now = 1_790_000_010_000
    code = pyotp.TOTP(secret).at(now // 1000)
    here = matching_step(secret, code, now)
    assert here == now // 30_000
    assert [matching_step(secret, code, now + 30_000 * step) for step in (-2, -1, 1, 2)] == [
        None,
        here,
        here,
        None,
    ]
