"""What a child may send beside words, as the fields of a Message, each with planted traits.

Every content carries something a helpline must never keep: file names, numbers, places, names.
"""

from collections.abc import Callable
from typing import Literal

from tests.fakes.telegram.chat import Json

type Kind = Literal[
    "photo",
    "sticker",
    "voice",
    "video",
    "video_note",
    "animation",
    "audio",
    "document",
    "contact",
    "location",
    "venue",
    "poll",
    "dice",
    "story",
]

CAPTIONED = ("photo", "voice", "video", "animation", "audio", "document")
PHONE = "+66800000099"
FILE_NAME = "planted-file-name.pdf"
PLACE = {"latitude": 13.7563, "longitude": 100.5018}


def content(kind: Kind, number: int) -> Json:
    """The fields a message of that kind has; `number` makes its file ids its own."""
    file: Json = {"file_id": f"file-{number}", "file_unique_id": f"unique-{number}"}
    size: Json = {"width": 320, "height": 240}
    made: dict[Kind, Callable[[], Json]] = {
        "photo": lambda: {"photo": [{**file, **size, "file_size": 9000}]},
        "sticker": lambda: {"sticker": _sticker(file)},
        "voice": lambda: {"voice": {**file, "duration": 3, "mime_type": "audio/ogg"}},
        "video": lambda: {"video": {**file, **size, "duration": 4, "file_name": FILE_NAME}},
        "video_note": lambda: {"video_note": {**file, "length": 240, "duration": 4}},
        "animation": lambda: _animation(file, size),
        "audio": lambda: {"audio": {**file, "duration": 60, "title": "planted-title"}},
        "document": lambda: {"document": {**file, "file_name": FILE_NAME, "file_size": 700}},
        "contact": lambda: {"contact": {"phone_number": PHONE, "first_name": "PlantedContact"}},
        "location": lambda: {"location": dict(PLACE)},
        "venue": _venue,
        "poll": lambda: {"poll": _poll(number)},
        "dice": lambda: {"dice": {"emoji": "🎲", "value": 3}},
        "story": lambda: {"story": {"chat": _stranger(), "id": 5}},
    }
    return made[kind]()


def origin(at: int, *, hidden: bool) -> Json:
    """Where a forwarded message came from: a person who shows or hides their account."""
    if hidden:
        return {"type": "hidden_user", "date": at, "sender_user_name": "PlantedOrigin"}
    person = {"id": 700_000_001, "is_bot": False, "first_name": "PlantedOrigin"}
    return {"type": "user", "date": at, "sender_user": person}


def _sticker(file: Json) -> Json:
    traits = {"type": "regular", "width": 512, "height": 512, "emoji": "😢"}
    return {**file, **traits, "is_animated": False, "is_video": False}


def _animation(file: Json, size: Json) -> Json:
    moving = {**file, **size, "duration": 2, "file_name": FILE_NAME}
    return {"animation": moving, "document": {**file, "file_name": FILE_NAME}}


def _venue() -> Json:
    venue = {"location": dict(PLACE), "title": "PlantedSchool", "address": "PlantedStreet 1"}
    return {"venue": venue, "location": dict(PLACE)}


def _poll(number: int) -> Json:
    options = [
        {"persistent_id": str(place), "text": text, "voter_count": 0}
        for place, text in enumerate(("one", "two"))
    ]
    return {
        "id": str(number),
        "question": "PlantedQuestion",
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }


def _stranger() -> Json:
    return {"id": 700_000_002, "type": "private", "first_name": "PlantedStranger"}
