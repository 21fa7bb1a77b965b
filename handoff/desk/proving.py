"""Asks somebody who is signed in to prove anew who it is, and goes on to what was asked.

A page is come back to; a post is sent again from the form that asks, with its fields. A password
never comes back to a page.
"""

from urllib.parse import quote, urlsplit

from aiohttp import web

from errors import Refused
from handoff.desk.guard import form
from handoff.desk.page import Page, elsewhere, is_fragment, within

_OF_ITS_OWN = ("csrf", "proof_")
"""How fields begin that the asking form brings itself."""


async def prove_page(request: web.Request) -> web.Response:
    """Ask, and go on to `?to=` afterwards."""
    return _asking(request, "/prove", [("to", within(request.query.get("to", "/")))])


async def prove(request: web.Request) -> web.Response:
    """Go on: whoever comes through this door has proved it."""
    return elsewhere(within((await form(request)).get("to", "/")))


async def proof_asked(request: web.Request, refused: Refused | None) -> web.Response:
    """Answer a request at a door that asks for proof."""
    if is_fragment(request):
        page = urlsplit(request.headers.get("HX-Current-URL", "/")).path
        return web.Response(status=401, headers={"HX-Redirect": _address(page)})
    if request.method != "POST":
        return elsewhere(_address(request.path_qs))
    fields = (await form(request)).items()
    asked = [(name, text) for name, text in fields if not name.startswith(_OF_ITS_OWN)]
    return _asking(request, request.path_qs, asked, refused)


def _asking(
    request: web.Request,
    action: str,
    fields: list[tuple[str, str]],
    refused: Refused | None = None,
) -> web.Response:
    page = Page(request)
    status = web.HTTPConflict.status_code if refused else web.HTTPOk.status_code
    sentence = page.refusal(refused) if refused else ""
    return page.answer("prove.html", status=status, sentence=sentence, action=action, fields=fields)


def _address(to: str) -> str:
    return f"/prove?to={quote(to)}"
