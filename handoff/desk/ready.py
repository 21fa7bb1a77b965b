"""The page of ready replies: a supervisor writes the shared ones, everybody who counsels its own.

What is wrong is told beside its field and nothing that was typed is lost. Somebody's own replies
are shown to nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aiohttp import web

from bot.language import LANGUAGES
from handoff.desk.account import Role
from handoff.desk.declined import Declined
from handoff.desk.guard import PARTICULARS, Particulars, form
from handoff.desk.page import INCOMPLETE, Page, elsewhere, is_fragment
from handoff.desk.replies import Reply
from handoff.desk.reply_book import Origin, Shared, digest, new_id
from handoff.desk.reply_check import WORD, Fault
from handoff.desk.reply_form import Kind, ReplyForm
from handoff.desk.screen import name_of

WRITERS = frozenset({Role.SUPERVISOR})
"""Who writes shared replies."""
OWNERS = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})
"""Who has replies of its own: those who counsel."""
_BESIDE = {"reply_shortcut": ("shortcut", "taken"), "reply_changed": ("form", "changed")}
"""Refusals that are told beside a field."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One reply as the page shows it.

    Attributes:
        origin: of a shared one; empty for an own or a new one.
        wrong: a sentence by field.
        warnings: what was found in an own one.
        done: what has just been done, the last part of its text's id.
    """

    form: ReplyForm
    origin: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    done: str = ""

    @property
    def place(self) -> str:
        """Where it stands on the page."""
        return f"reply-{self.form.kind}-{self.form.id or 'new'}"


async def ready_page(request: web.Request) -> web.Response:
    """Show the replies this person may use and write."""
    page = Page(request)
    shared = [_shared_leaf(one) for one in await page.desk.replies.shared()]
    own = [_own_leaf(page, one) for one in await _own(page)]
    return page.answer(
        "ready.html",
        shared=shared,
        own=own,
        blank_shared=_blank("shared"),
        blank_own=_blank("own"),
        may_write=page.may(WRITERS),
        has_own=page.may(OWNERS),
        cursor="",
    )


async def write_shared(request: web.Request) -> web.Response:
    """Change a shared reply or add one."""
    page, sent = Page(request), ReplyForm.sent("shared", await form(request))
    reply, wrong = _read(page, sent)
    before = next(
        (s.reply for s in await page.desk.replies.shared() if s.reply.id == sent.id), None
    )
    wrong |= _refused(page, reply, before)
    if not wrong:
        try:
            await page.desk.replies.write_shared(reply, was=sent.was)
        except Declined as declined:
            wrong = _beside(page, declined)
    if wrong:
        return _again(request, page, sent, wrong)
    request[PARTICULARS] = Particulars(about=reply.id, more="" if before else "added")
    return await _written(request, page, sent, reply.id)


async def hide(request: web.Request) -> web.Response:
    """Offer a shared reply no more."""
    page, reply_id = Page(request), await _asked_for(request)
    await page.desk.replies.hide(reply_id)
    return await _after(request, page, reply_id, "hidden")


async def restore(request: web.Request) -> web.Response:
    """Offer a shared reply again as it was shipped."""
    page, reply_id = Page(request), await _asked_for(request)
    await page.desk.replies.restore(reply_id)
    return await _after(request, page, reply_id, "restored")


async def write_own(request: web.Request) -> web.Response:
    """Change a reply of one's own or add one."""
    page, sent = Page(request), ReplyForm.sent("own", await form(request))
    reply, wrong = _read(page, sent)
    if not wrong:
        try:
            await page.desk.replies.write_own(name_of(page), reply, was=sent.was)
        except Declined as declined:
            wrong = _beside(page, declined)
    if wrong:
        return _again(request, page, sent, wrong)
    request[PARTICULARS] = Particulars(about=reply.id, more="" if sent.id else "added")
    return await _written(request, page, sent, reply.id)


async def remove_own(request: web.Request) -> web.Response:
    """Take a reply of one's own away."""
    page, reply_id = Page(request), await _asked_for(request)
    await page.desk.replies.remove_own(name_of(page), reply_id)
    if not is_fragment(request):
        return elsewhere("/replies")
    return page.answer("_ready_gone.html")


def _read(page: Page, sent: ReplyForm) -> tuple[Reply, dict[str, str]]:
    reply, faults = sent.read(sent.id or new_id())
    wrong = {name: page.say(f"reply.wrong.{fault}") for name, fault in faults.items()}
    if bool(sent.id) is not bool(sent.was):  # it names a reply, and shows no words of it
        wrong["form"] = page.say("reply.wrong.changed")
    return reply, wrong


def _refused(page: Page, reply: Reply, before: Reply | None) -> dict[str, str]:
    """Return why a shared reply is refused: what is found in it and did not stand there before."""
    wrong = {}
    for part, now in (("title", reply.title), ("text", reply.text)):
        was = getattr(before, part) if before else {}
        for one in LANGUAGES:
            faults = page.desk.reply_check.new_faults(now.get(one, ""), one, was)
            if faults:
                wrong[f"{part}_{one}"] = " · ".join(_sentence(page, fault) for fault in faults)
    return wrong


def _warnings(page: Page, reply: Reply) -> tuple[str, ...]:
    texts = (*reply.title.values(), *reply.text.values())
    faults = dict.fromkeys(one for text in texts for one in page.desk.reply_check.faults(text))
    return tuple(_sentence(page, fault) for fault in faults)


def _sentence(page: Page, fault: Fault) -> str:
    if fault.kind == WORD:
        return page.say("reply.found.word", found=fault.found)
    kind = page.say(f"reply.detail.{fault.kind}")
    return page.say("reply.found.detail", kind=kind, found=fault.found)


def _beside(page: Page, declined: Declined) -> dict[str, str]:
    if declined.reason not in _BESIDE:
        raise declined
    name, fault = _BESIDE[declined.reason]
    return {name: page.say(f"reply.wrong.{fault}")}


def _again(
    request: web.Request, page: Page, sent: ReplyForm, wrong: Mapping[str, str]
) -> web.Response:
    if not is_fragment(request):
        raise Declined("reply_form", " ".join(wrong.values()))
    return _fragment(page, Leaf(sent, wrong=wrong), status=INCOMPLETE)


async def _written(
    request: web.Request, page: Page, sent: ReplyForm, reply_id: str
) -> web.Response:
    if not is_fragment(request):
        return elsewhere("/replies")
    leaf = await _leaf(page, sent.kind, reply_id)
    if sent.id:
        return _fragment(page, replace(leaf, done="written"))
    return page.answer(
        "_ready_added.html",
        leaf=leaf,
        blank=replace(_blank(sent.kind), done="added"),
        may_write=page.may(WRITERS),
    )


async def _after(request: web.Request, page: Page, reply_id: str, done: str) -> web.Response:
    if not is_fragment(request):
        return elsewhere("/replies")
    found = await page.desk.replies.shared()
    if all(one.reply.id != reply_id for one in found):
        return page.answer("_ready_gone.html")
    return _fragment(page, replace(await _leaf(page, "shared", reply_id), done=done))


def _fragment(page: Page, leaf: Leaf, *, status: int = 200) -> web.Response:
    may_write = page.may(WRITERS)
    return page.answer("_ready_one.html", status=status, leaf=leaf, may_write=may_write)


async def _leaf(page: Page, kind: Kind, reply_id: str) -> Leaf:
    if kind == "shared":
        shared = await page.desk.replies.shared()
        return next(_shared_leaf(one) for one in shared if one.reply.id == reply_id)
    return next(_own_leaf(page, one) for one in await _own(page) if one.id == reply_id)


def _shared_leaf(one: Shared) -> Leaf:
    # What is hidden is not what a change would take the place of; it is shown again first.
    was = "" if one.origin is Origin.HIDDEN else digest(one.reply)
    return Leaf(ReplyForm.of("shared", one.reply, was), one.origin)


def _own_leaf(page: Page, reply: Reply) -> Leaf:
    return Leaf(ReplyForm.of("own", reply, digest(reply)), warnings=_warnings(page, reply))


def _blank(kind: Kind) -> Leaf:
    return Leaf(ReplyForm(kind))


async def _own(page: Page) -> tuple[Reply, ...]:
    return await page.desk.replies.own(name_of(page)) if page.may(OWNERS) else ()


async def _asked_for(request: web.Request) -> str:
    reply_id = (await form(request)).get("id", "")
    request[PARTICULARS] = Particulars(about=reply_id[:32])
    return reply_id
