"""The table of routes: each with the roles it serves. What is not here does not exist."""

from handoff.audit import Deed
from handoff.desk import actions, entrance, following, house, logbook, screen, shift, texts
from handoff.desk.account import Role
from handoff.desk.events import events
from handoff.desk.guard import EVERYBODY, Door

_HOLDERS = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})
_SUPERVISOR = frozenset({Role.SUPERVISOR})
_NUMBERS = frozenset({Role.SUPERVISOR, Role.OPERATOR})
_STAFF = frozenset(Role)
_ONE = "/desk/{conversation:[0-9a-f]{32}}"
_TOKEN = "/join/{token:[A-Za-z0-9_-]{43}}"  # noqa: S105 - the pattern of a link, not a token

ROUTES: tuple[Door, ...] = (
    Door("GET", "/health", screen.health, EVERYBODY, by_itself=True),
    Door("GET", "/static/{digest}/{name}", screen.static, EVERYBODY, by_itself=True),
    Door("GET", "/", entrance.sign_in_page, EVERYBODY),
    Door("POST", "/", entrance.sign_in, EVERYBODY, deed=Deed.SIGNED_IN),
    Door("GET", _TOKEN, entrance.join_page, EVERYBODY),
    Door("POST", _TOKEN, entrance.join, EVERYBODY),
    Door("POST", "/language", entrance.language, EVERYBODY),
    Door("POST", "/sign-out", entrance.sign_out, EVERYBODY),
    Door("POST", "/awake", entrance.awake, _STAFF),
    Door("GET", "/events", events, _STAFF, by_itself=True),
    Door("GET", "/board", screen.board_page, _NUMBERS),
    Door("GET", "/board/day", screen.day, _NUMBERS, by_itself=True),
    Door("GET", "/house", house.house_page, _NUMBERS),
    Door("GET", "/house/now", house.house_now, _NUMBERS, by_itself=True),
    Door("GET", "/audit", logbook.logbook_page, _NUMBERS),
    Door("GET", "/texts", texts.texts_page, _STAFF),
    Door("POST", "/texts/mark", texts.mark, texts.REVIEWERS, deed=Deed.REVIEWED),
    Door("GET", "/desk", screen.desk_page, _HOLDERS),
    Door("GET", "/board/of/{name:[a-z0-9-]{2,32}}", following.held_page, _SUPERVISOR),
    Door("POST", "/board/see-to/{name:[a-z0-9-]{2,32}}", shift.see_to, _SUPERVISOR),
    Door("POST", "/desk/duty", shift.duty, _HOLDERS, notice="list-notice"),
    Door("POST", "/desk/step", shift.step, _HOLDERS, notice="list-notice"),
    Door("POST", "/desk/way", shift.way, _HOLDERS, notice="list-notice"),
    Door("GET", _ONE, screen.conversation_page, _HOLDERS, notice="list-notice", deed=Deed.READ),
    Door("GET", f"{_ONE}/about", screen.about, _HOLDERS, notice="pane", by_itself=True),
    Door("GET", f"{_ONE}/lines", screen.lines, _HOLDERS, by_itself=True),
    Door("POST", f"{_ONE}/seen", screen.seen, _HOLDERS, by_itself=True),
    Door("POST", f"{_ONE}/follow", following.follow, _SUPERVISOR, deed=Deed.FOLLOWED),
    Door("POST", f"{_ONE}/leave", following.leave, _SUPERVISOR, deed=Deed.UNFOLLOWED),
    Door("POST", f"{_ONE}/take-over", following.take_over, _SUPERVISOR, deed=Deed.TOOK_OVER),
    Door("POST", f"{_ONE}/claim", actions.claim, _HOLDERS, notice="list-notice", deed=Deed.TOOK),
    Door(
        "POST",
        f"{_ONE}/refuse",
        actions.refuse,
        _HOLDERS,
        notice="list-notice",
        deed=Deed.DECLINED,
    ),
    Door("POST", f"{_ONE}/say", actions.say, _HOLDERS, notice="pane-notice"),
    Door("POST", f"{_ONE}/note", actions.note, _HOLDERS, notice="pane-notice"),
    Door(
        "POST",
        f"{_ONE}/ask",
        actions.ask_to_see,
        _HOLDERS,
        notice="pane-notice",
        deed=Deed.ASKED_TO_SEE,
    ),
    Door("POST", f"{_ONE}/typing", actions.typing, _HOLDERS, notice="pane-notice"),
    Door(
        "POST",
        f"{_ONE}/hand-back",
        actions.hand_back,
        _HOLDERS,
        notice="pane-notice",
        deed=Deed.HANDED_BACK,
    ),
    Door(
        "POST",
        f"{_ONE}/transfer",
        actions.transfer,
        _HOLDERS,
        notice="pane-notice",
        deed=Deed.PASSED_ON,
    ),
    Door("POST", f"{_ONE}/end", actions.end, _HOLDERS, notice="pane-notice", deed=Deed.ENDED),
    Door("POST", f"{_ONE}/counted", actions.counted_by, _HOLDERS, notice="pane-notice"),
    Door("POST", f"{_ONE}/close", actions.close, _HOLDERS, notice="pane-notice", deed=Deed.CLOSED),
)
