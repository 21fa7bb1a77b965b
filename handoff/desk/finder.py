"""What a counsellor may put into the composer: ready replies and services, in the child's language.

It offers; nothing is sent from here, and nobody is offered somebody else's own replies.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import web

from bot.language import Language
from handoff.board import Card
from handoff.desk.page import Page
from handoff.desk.replies import Reply


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to be found: by what, what staff call it, and what goes into the composer.

    Attributes:
        language: of the text; another than the child's only where an own reply has no other.
        own: a reply of the counsellor's own.
    """

    key: str
    title: str
    text: str
    language: Language
    own: bool = False


async def reply_list(request: web.Request) -> web.Response:
    """Return the replies as they are now, for a finder that is opened."""
    page = Page(request)
    name = page.session.name if page.session else ""
    card = await page.desk.counselling.card(request.match_info["conversation"], name)
    return page.answer("_found.html", offers=await replies_for(page, card), card=card, sign="/")


async def replies_for(page: Page, card: Card) -> list[Offer]:
    """Return the replies for one child: own ones first, those in another language last."""
    own = await page.desk.replies.own(page.session.name if page.session else "")
    offers = [*_offers(page, card, own, own=True)]
    offers += _offers(page, card, await page.desk.replies.visible(), own=False)
    return sorted(offers, key=lambda offer: offer.language != card.language)


def services_for(page: Page, card: Card) -> list[Offer]:
    """Return the services for one child."""
    return [
        Offer(name, one.name[page.language], one.line[card.language], card.language)
        for name, one in page.desk.services.items()
    ]


def _offers(page: Page, card: Card, replies: tuple[Reply, ...], *, own: bool) -> Iterator[Offer]:
    for reply in replies:
        language = card.language if card.language in reply.text else next(iter(reply.text))
        title = reply.title[page.language]
        yield Offer(reply.shortcut, title, reply.text[language], language, own)
