"""Events that are rare, new or broken, and which a webhook must live through.

`usual` holds one of every type LINE's specification knows; `odd` what other people's bots broke on.
It must never touch a child's chat: the events are made, and posted by the test.
"""

from tests.fakes.line.answer import Json
from tests.fakes.line.channel import Channel
from tests.fakes.line.child import Child
from tests.fakes.line.event import DUMMY_TOKENS, NOBODY

_TYPES: dict[str, Json] = {
    "unsend": {"unsend": {"messageId": "514000000000000001"}},
    "follow": {"follow": {"isUnblocked": False}},
    "unfollow": {},
    "join": {},
    "leave": {},
    "memberJoined": {"joined": {"members": [{"type": "user", "userId": NOBODY}]}},
    "memberLeft": {"left": {"members": [{"type": "user", "userId": NOBODY}]}},
    "postback": {"postback": {"data": "k", "params": {"date": "2026-11-21"}}},
    "videoPlayComplete": {"videoPlayComplete": {"trackingId": "t"}, "replyToken": "1" * 32},
    "beacon": {"beacon": {"hwid": "d41d8cd98f", "type": "enter"}, "replyToken": "2" * 32},
    "accountLink": {"link": {"result": "ok", "nonce": "n"}, "replyToken": "3" * 32},
    "membership": {"membership": {"type": "joined", "membershipId": 3}, "replyToken": "4" * 32},
    "module": {"module": {"type": "attached", "botId": NOBODY, "scopes": ["message:send"]}},
    "activated": {"chatControl": {"expireAt": 1_790_000_000_000}},
    "deactivated": {},
    "botSuspended": {},
    "botResumed": {},
    "delivery": {"delivery": {"data": "d"}},
}
_MESSAGES = ("text", "image", "video", "audio", "file", "location", "sticker")
_IN_GROUP = frozenset(("join", "leave", "memberJoined", "memberLeft"))
_IMAGE_SET = {"id": "E005D41A7288F41B65593ED38FF6E9834B046AB36A37921A56BC236F13A91855", "total": 2}


def usual(line: Channel, child: Child) -> dict[str, Json]:
    """One complete event of every type and of every sort of message."""
    group = {"type": "group", "groupId": line.account.pen.user_id("C"), "userId": child.user_id}
    events = {
        name: fields | {"type": name} | ({"source": group} if name in _IN_GROUP else {})
        for name, fields in _TYPES.items()
    }
    for sort in _MESSAGES:
        words = {"text": "สวัสดี 😢"} if sort == "text" else {}
        events[f"message {sort}"] = {"type": "message", "message": {"type": sort} | words}
    return {name: _unseen(line, child, fields) for name, fields in events.items()}


def odd(line: Channel, child: Child) -> dict[str, Json]:
    """Events of a later LINE, of groups, or with something missing, by what is odd about them."""
    pen = line.account.pen
    room = {"type": "room", "roomId": pen.user_id("R"), "userId": child.user_id}
    group = {"type": "group", "groupId": pen.user_id("C")}
    message = {"type": "message", "message": {"type": "text", "text": "หนูเอง"}}
    sticker = {"type": "sticker", "keywords": [f"k{n}" for n in range(16)]}
    events: dict[str, Json] = {
        "unknown type": {"type": "hologram", "hologram": {"depth": 3}, "replyToken": "5" * 32},
        "edited message": {"type": "messageEdited", "message": {"type": "text", "text": "x"}},
        "unknown message": {"type": "message", "message": {"type": "hologram"}},
        "unknown fields": message | {"later": {"deep": [1, {"a": None}]}},
        "unknown source": message | {"source": {"type": "thread", "threadId": "T1"}},
        "no source": message | {"source": None},
        "no userId": message | {"source": {"type": "user"}},
        "no reply token": message | {"replyToken": None},
        "no mode": message | {"mode": None},
        "no webhookEventId": message | {"webhookEventId": None},
        "no delivery context": message | {"deliveryContext": None},
        "broken timestamp": message | {"timestamp": "soon"},
        "standby": message | {"mode": "standby", "replyToken": None},
        "group": message | {"source": group},
        "room": message | {"source": room},
        "new sticker": {"type": "message", "message": sticker},
        "two pictures": {"type": "message", "message": {"type": "image", "imageSet": _IMAGE_SET}},
        "no message": {"type": "message"},
        "empty postback": {"type": "postback", "postback": {}},
    }
    return {name: _unseen(line, child, fields) for name, fields in events.items()}


def old_verify(line: Channel) -> list[Json]:
    """What the console's Verify button used to send: dummy tokens, and a user nobody is."""
    source = {"type": "user", "userId": NOBODY}
    text = {"type": "message", "message": {"type": "text", "text": "Hello, world"}}
    sticker = {"type": "message", "message": {"type": "sticker"}}
    return [
        line.event(None, fields | {"source": source, "replyToken": token})
        for fields, token in zip((text, sticker), DUMMY_TOKENS, strict=True)
    ]


def _unseen(line: Channel, child: Child, fields: Json) -> Json:
    """The event of a child, without its words appearing in the chat."""
    mine = {"source": {"type": "user", "userId": child.user_id}}
    return line.event(None, mine | fields)
