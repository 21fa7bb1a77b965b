"""The page of ready replies: who writes which, what is refused, and where they turn up at once."""

import re

from handoff.audit import Deed
from handoff.desk.account import Role
from handoff.desk.replies import Reply, readable
from handoff.desk.reply_book import digest
from tests.handoff.desk.conftest import Person, Place

NEW = {
    "shortcut": "calm",
    "title_th": "ใจเย็น",
    "title_en": "Calm",
    "text_th": "ค่อย ๆ หายใจนะ",
    "text_en": "Breathe slowly.",
}


async def supervisor(place: Place) -> Person:
    return await place.signed_in("somchai", Role.SUPERVISOR)


async def shared(place: Place, shortcut: str) -> Reply | None:
    return next((r for r in await place.desk.replies.visible() if r.shortcut == shortcut), None)


async def deeds(place: Place) -> list[tuple[str, str, str]]:
    return [(one.deed, one.by, one.more) for one in await place.desk.audit.latest(20)]


async def composer(place: Place, person: Person, language: str = "th") -> str:
    """Return the replies that a counsellor is offered in a conversation."""
    conversation = await place.counselling.arrive(
        "hello", language="th" if language == "th" else "en"
    )
    await person.post(f"/desk/{conversation}/claim")
    return await (await person.get(f"/desk/{conversation}/replies")).text()


class TestShared:
    async def test_a_supervisor_adds_one_and_it_is_offered_and_to_be_reviewed(
        self, place: Place
    ) -> None:
        person = await supervisor(place)
        answer = await person.post("/replies/shared", NEW)
        assert answer.status == 200
        assert "hx-swap-oob" in await answer.text()
        added = await shared(place, "calm")
        assert added
        assert (Deed.REPLY_WRITTEN, "somchai", "added") in await deeds(place)
        counsellor = await place.signed_in("malee")
        assert NEW["text_th"] in await composer(place, counsellor)
        assert NEW["text_en"] in await composer(place, counsellor, "en")
        page = await (await person.get("/texts?group=replies/replies&show=review")).text()
        assert f"entry-replies-{added.id}" in page

    async def test_a_changed_one_is_changed_since_its_review(self, place: Place) -> None:
        person = await supervisor(place)
        before = await shared(place, "hi")
        assert before
        entry = readable(before)
        await person.post(
            "/texts/mark", {"entry": entry.id, "digest": entry.digest, "reviewed": "1"}
        )
        await person.post(
            "/replies/shared",
            NEW | {"id": before.id, "was": digest(before), "shortcut": "hi"},
        )
        html = await (await person.get("/texts?group=replies/replies")).text()
        assert re.search(rf'class="entry changed" id="entry-replies-{before.id}"', html)

    async def test_personal_details_and_banned_words_are_refused_by_name(
        self, place: Place
    ) -> None:
        person = await supervisor(place)
        typed = NEW | {"text_th": "โทร 081-234-5678 ครับ", "text_en": "Call 1387."}
        answer = await person.post("/replies/shared", typed)
        assert answer.status == 422
        html = await answer.text()
        assert "081-234-5678" in html
        assert "เบอร์โทร" in html
        assert "ครับ" in html
        assert 'id="reply-shared-new-text_th-wrong"' in html
        assert 'id="reply-shared-new-text_en-wrong"' not in html
        assert await shared(place, "calm") is None
        assert Deed.REPLY_WRITTEN not in [deed for deed, _, _ in await deeds(place)]

    async def test_numbers_of_the_directory_are_welcome(self, place: Place) -> None:
        person = await supervisor(place)
        answer = await person.post("/replies/shared", NEW | {"text_th": "โทร 1387 ได้เลยนะ"})
        assert answer.status == 200

    async def test_what_a_shipped_text_says_already_may_stay(self, place: Place) -> None:
        person = await supervisor(place)
        before = await shared(place, "secret")
        assert before
        fields = {"title_th": "ความลับ", "title_en": "Secrets", "shortcut": "secret"}
        fields |= {f"text_{one}": f"{text} นะ" for one, text in before.text.items()}
        fields |= {"id": before.id, "was": digest(before)}
        assert (await person.post("/replies/shared", fields)).status == 200

    async def test_what_is_typed_is_kept_when_it_is_refused(self, place: Place) -> None:
        person = await supervisor(place)
        html = await (await person.post("/replies/shared", NEW | {"shortcut": "hi"})).text()
        for typed in NEW.values():
            assert typed == "calm" or typed in html
        assert 'id="reply-shared-new-shortcut-wrong"' in html

    async def test_of_two_changes_the_later_is_told(self, place: Place) -> None:
        person = await supervisor(place)
        before = await shared(place, "hi")
        assert before
        fields = NEW | {"id": before.id, "was": digest(before), "shortcut": "hi"}
        assert (await person.post("/replies/shared", fields)).status == 200
        again = await person.post("/replies/shared", fields | {"text_en": "Mine."})
        assert again.status == 422
        assert "Mine." in await again.text()
        now = await shared(place, "hi")
        assert now
        assert now.text["en"] == NEW["text_en"]

    async def test_one_is_hidden_and_comes_back(self, place: Place) -> None:
        person = await supervisor(place)
        counsellor = await place.signed_in("malee")
        await person.post("/replies/shared/hide", {"id": "greeting"})
        assert await shared(place, "hi") is None
        assert "/hi<" not in await composer(place, counsellor)
        await person.post("/replies/shared/restore", {"id": "greeting"})
        assert await shared(place, "hi")
        done = [deed for deed, by, _ in await deeds(place) if by == "somchai"]
        assert done == [Deed.REPLY_RESTORED, Deed.REPLY_HIDDEN]

    async def test_a_counsellor_reads_and_does_not_write_them(self, place: Place) -> None:
        counsellor = await place.signed_in("malee")
        html = await (await counsellor.get("/replies")).text()
        assert 'id="reply-shared-greeting"' in html
        assert 'hx-post="/replies/shared' not in html


class TestOwn:
    async def test_an_own_one_is_offered_at_once_and_to_nobody_else(self, place: Place) -> None:
        malee, ploy = await place.signed_in("malee"), await place.signed_in("ploy")
        await malee.post("/replies/own", NEW)
        offered = await composer(place, malee)
        assert NEW["text_th"] in offered
        assert offered.index(NEW["text_th"]) < offered.index("/hi")
        assert NEW["text_th"] not in await composer(place, ploy)
        for other in (ploy, await supervisor(place)):
            assert NEW["text_th"] not in await (await other.get("/replies")).text()
        assert (Deed.OWN_REPLY_WRITTEN, "malee", "added") in await deeds(place)

    async def test_one_language_is_enough_and_another_childs_says_so(self, place: Place) -> None:
        malee = await place.signed_in("malee")
        await malee.post("/replies/own", NEW | {"text_en": ""})
        offered = await composer(place, malee, "en")
        assert offered.index("/hi") < offered.index(NEW["text_th"])
        assert place.desk.words.say("desk.reply.only", "th", name="ไทย") in offered

    async def test_a_personal_detail_is_a_warning(self, place: Place) -> None:
        malee = await place.signed_in("malee")
        answer = await malee.post("/replies/own", NEW | {"text_th": "โทร 081-234-5678"})
        assert answer.status == 200
        [mine] = await place.desk.replies.own("malee")
        html = await (await malee.get("/replies")).text()
        assert place.desk.words["desk.reply.found.own"]["th"] in html
        answer = await malee.post("/replies/own/remove", {"id": mine.id})
        assert answer.status == 200
        assert await place.desk.replies.own("malee") == ()
        assert (await malee.post("/replies/own/remove", {"id": mine.id})).status == 409

    async def test_nobody_makes_up_an_id(self, place: Place) -> None:
        malee = await place.signed_in("malee")
        assert (await malee.post("/replies/own", NEW | {"id": "mine"})).status == 422
        assert await place.desk.replies.own("malee") == ()

    async def test_an_operator_has_none(self, place: Place) -> None:
        operator = await place.signed_in("ann", Role.OPERATOR)
        html = await (await operator.get("/replies")).text()
        assert "own-heading" not in html
        assert (await operator.post("/replies/own", NEW)).status == 403
