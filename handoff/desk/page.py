"""Turns values into HTML in the language of whoever reads: one place for words, times and names.

Templates escape everything; a child's words reach a page only through them. A page's title and
address never carry a name or a text.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.language import Language
from bot.privacy import MASK
from bot.words import Words
from errors import HelplineError
from handoff.desk.account import Role
from handoff.desk.declined import Declined
from handoff.desk.fragments import FRAGMENTS
from handoff.desk.parts import DESK, Desk
from handoff.desk.session import Session, csrf_for, new_token
from handoff.desk.signposts import signposts_of
from handoff.post import MOST
from handoff.thai_time import local

INCOMPLETE = 422
"""The status of a form shown again with what is wrong; nothing was done."""

SESSION = web.RequestKey("session", Session)
COOKIE = "__Host-desk"
LANGUAGE_COOKIE = "__Host-desk-language"
_MINUTE_MS = 60_000
_HOUR = 60

PAPER = web.AppKey("paper", Environment)


def environment() -> Environment:
    """Return the templates, escaping on, a missing value an error."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Page:
    """What one request is answered with."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self.desk: Desk = request.app[DESK]
        self.session = session_of(request)
        self.language: Language = language_of(request)
        brought = self.session.token if self.session else request.cookies.get(COOKIE)
        self.token = brought or new_token()
        self._is_new = not brought

    @property
    def who(self) -> Session:
        """Who asks; at a door that needs a session there always is one."""
        if self.session is None:
            raise web.HTTPUnauthorized
        return self.session

    def may(self, roles: frozenset[Role]) -> bool:
        """Say whether who asks has one of these roles."""
        return self.session is not None and self.session.role in roles

    def say(self, text_id: str, **fields: object) -> str:
        """Return a text of the desk in the reader's language."""
        return self.desk.words.say(f"desk.{text_id}", self.language, **fields)

    def refusal(self, error: HelplineError) -> str:
        """Return why something was refused, in the reader's language."""
        if isinstance(error, Declined):
            return self.say(f"refused.{error.reason}", **error.fields)
        return self.say(_refusal_id(str(error), self.desk.words))

    def render(self, template: str, **values: object) -> str:
        """Return a template filled."""
        return self._request.app[PAPER].get_template(template).render(self._frame() | values)

    def shared(self, part: str, made_from: object, make: Callable[[], str]) -> str:
        """Return a part that everybody with this language shares, made once (`fragments`)."""
        return self._request.app[FRAGMENTS].of((part, self.language), made_from, make)

    def answer(self, template: str, *, status: int = 200, **values: object) -> web.Response:
        """Return a template filled, as an answer."""
        text = self.render(template, **values)
        return web.Response(text=text, content_type="text/html", status=status)

    def with_token(self, answer: web.Response) -> web.Response:
        """Give the cookie that this page's forms belong to, where there is none yet."""
        if self._is_new:
            set_cookie(answer, COOKIE, self.token)
        return answer

    def _frame(self) -> dict[str, object]:
        now = self.desk.clock()
        return {
            "say": self.say,
            "language": self.language,
            "other": "en" if self.language == "th" else "th",
            "session": self.session,
            "csrf": csrf_for(self.token),
            "asset": self.desk.assets.address,
            "demo": self.desk.demo,
            "now": now,
            "path": self._request.path,
            "most": MOST,
            "signposts": signposts_of(self.session),
            "elapsed": _elapsed(self.say, now),
            "moment": _moment,
            "designation": self.desk.designations.name,
            "code": self.code,
            "topic": self._topic,
            "wanted": self._wanted,
            "choices": partial(self.desk.codes.choices, language=self.language),
            "sections": partial(self.desk.codes.sections, language=self.language),
            "services": [(key, one.name[self.language]) for key, one in self.desk.services.items()],
            "masked": _masked(self.say("line.masked")),
        }

    def code(self, group: str, code: str) -> str:
        """Return the label of a statistic code in the reader's language."""
        return self.desk.codes.label(group, code, self.language) or code.replace("_", " ")

    def names_wish(self, wants: str) -> bool:
        """Say whether there are words for what a conversation is passed on for."""
        return f"desk.{wants.replace(':', '_')}" in self.desk.words

    def _wanted(self, wants: str) -> str:
        return self.say(wants.replace(":", "_"))

    def _topic(self, topic: str) -> str:
        known = self.desk.topics.get(topic)
        return known.label[self.language] if known else topic.replace("_", " ")


def set_cookie(answer: web.Response, name: str, content: str, seconds: int | None = None) -> None:
    """Set a cookie that only this host gets, only over TLS or loopback, and no script reads."""
    answer.set_cookie(
        name, content, max_age=seconds, path="/", secure=True, httponly=True, samesite="Strict"
    )


def session_of(request: web.Request) -> Session | None:
    """Return who is signed in, as the guard has found out."""
    return request.get(SESSION)


def language_of(request: web.Request) -> Language:
    """Return the language of the session, or that of the last choice; Thai at first."""
    session = session_of(request)
    if session:
        return session.language
    return language_from(request.cookies.get(LANGUAGE_COOKIE))


def language_from(chosen: str | None) -> Language:
    """Return the language a cookie or a form names; Thai for anything else."""
    return "en" if chosen == "en" else "th"


def number_in(text: str, digits: int = 9) -> int | None:
    """Return the number a field or an address holds; None for anything else or a longer one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def elsewhere(address: str) -> web.Response:
    """Send a browser on to another of our pages after a post."""
    return web.Response(status=web.HTTPSeeOther.status_code, headers={"Location": address})


def within(address: str, otherwise: str = "/") -> str:
    """Return an address of ours as it is, and the other one for any that is not."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and address.isprintable() else otherwise


def is_fragment(request: web.Request) -> bool:
    """Say whether the page's own script asks, and wants a part of a page."""
    return request.headers.get("HX-Request") == "true"


def _refusal_id(sentence: str, words: Words) -> str:
    """Return the id of a refusal's words: its sentence in small letters, or its verb."""
    slug = re.sub(r"[^a-z0-9]+", "_", sentence.lower()).strip("_")
    verb = re.match(r"cannot_(hand_back|[a-z]+)", slug)
    for reason in (slug, verb[0] if verb else ""):
        if f"desk.refused.{reason}" in words:
            return f"refused.{reason}"
    return "refused.other"


def _moment(at: int, *, seconds: bool = False) -> str:
    """Return a time in Thailand, as staff of any language read it; to the minute unless asked."""
    form = "%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M"
    return local(at).strftime(form)


def _elapsed(say: Callable[..., str], now: int) -> Callable[[int], str]:
    def elapsed(since: int) -> str:
        minutes = max(0, now - since) // _MINUTE_MS
        if minutes < 1:
            return say("time.now")
        if minutes < _HOUR:
            return say("time.minutes", minutes=minutes)
        return say("time.hours", hours=minutes // _HOUR, minutes=minutes % _HOUR)

    return elapsed


def _masked(label: str) -> Callable[[str], Markup]:
    mark = Markup('<span class="mask" title="{0}" aria-label="{0}" role="img">{1}</span>').format(
        label, MASK
    )

    def masked(text: str) -> Markup:
        return mark.join(text.split(MASK))

    return masked
