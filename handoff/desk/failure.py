"""What a person sees when something is refused or fails: a sentence, never a traceback.

A refusal is shown beside the action that asked for it; anything unforeseen becomes a plain page.
The log line says which route and which kind of error, never what was typed.
"""

import logging

from aiohttp import web
from aiohttp.typedefs import Handler
from redis.exceptions import RedisError

from errors import HelplineError, Refused, StoreUnavailable
from handoff.desk.guard import DOOR, ProofNeeded, SignInNeeded
from handoff.desk.page import Page, elsewhere, is_fragment
from handoff.desk.proving import proof_asked

_LOG = logging.getLogger("helpline.desk")
_CONFLICT = 409


@web.middleware
async def failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error with words in the reader's language."""
    try:
        return await handler(request)
    except (SignInNeeded, ProofNeeded) as error:
        return await _asked_who_it_is(request, error)
    except web.HTTPRedirection:
        raise
    except web.HTTPException as error:
        return _told(request, error.status, _text_for(error.status))
    except (StoreUnavailable, RedisError):
        return _told(request, 503, "failure.store")
    except Refused as error:
        return refusal(request, error)
    except (ConnectionResetError, TimeoutError):
        raise
    except Exception as error:  # noqa: BLE001 - staff never see a traceback, so this is the last net
        _LOG.error("page failed", extra={"event": "page_failed", "outcome": type(error).__name__})
        return _told(request, 500, "failure.unforeseen")


def refusal(request: web.Request, error: HelplineError) -> web.Response:
    """Return why something was refused, to be shown near what was asked."""
    page = Page(request)
    return _shown(page, request, page.refusal(error), _CONFLICT)


def _told(request: web.Request, status: int, text_id: str) -> web.Response:
    page = Page(request)
    return _shown(page, request, page.say(text_id), status)


def _shown(page: Page, request: web.Request, sentence: str, status: int) -> web.Response:
    if not is_fragment(request):
        answer = page.answer("failure.html", status=status, sentence=sentence)
    else:
        answer = page.answer("_notice.html", status=status, sentence=sentence)
        door = request.get(DOOR)
        answer.headers["HX-Retarget"] = f"#{door.notice if door else 'notice'}"
        answer.headers["HX-Reswap"] = "innerHTML"
    if status == web.HTTPServiceUnavailable.status_code:
        answer.headers["Retry-After"] = "2"
    return answer


async def _asked_who_it_is(request: web.Request, error: SignInNeeded | ProofNeeded) -> web.Response:
    if isinstance(error, ProofNeeded):
        return await proof_asked(request, error.refused)
    # What a page asks by itself must not fetch the sign-in page unseen: that would give the browser
    # another cookie, and the forms of the page it shows would be refused.
    if is_fragment(request) or request[DOOR].by_itself:
        return web.Response(status=401, headers={"HX-Redirect": "/"})
    return elsewhere("/")


def _text_for(status: int) -> str:
    known = {403: "forbidden", 404: "missing", 405: "missing", 413: "too_long"}
    return f"failure.{known.get(status, 'not_understood')}"
