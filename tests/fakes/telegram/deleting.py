"""What a bot may take away: lines of both sides of a private chat, younger than 48 hours.

Rules of deleteMessage and deleteMessages in the Bot API, the rule about dice among them.
"""

from tests.fakes.telegram.chat import Chat, Line
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.refusal import bad
from tests.fakes.telegram.state import State

OLDEST = 48 * 3600
YOUNGEST_DICE = 24 * 3600
MOST_AT_ONCE = 100


def delete_message(state: State, params: Params) -> bool:
    """One line; an unknown one is refused."""
    chat = state.chat(params.chat_id())
    message_id = params.number("message_id")
    if not message_id:
        raise bad("message identifier is not specified")
    line = chat.living(message_id)
    if line is None:
        raise bad("message to delete not found")
    _remove(state, chat, [line])
    return True


def delete_messages(state: State, params: Params) -> bool:
    """Up to 100 lines, all or none of those that are found; unknown ones are skipped."""
    chat = state.chat(params.chat_id())
    numbers = params.row("message_ids")
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > MOST_AT_ONCE:
        raise bad("too many message identifiers specified")
    found = [chat.living(number) for number in map(_whole, numbers)]
    _remove(state, chat, [line for line in found if line is not None])
    return True


def _whole(number: object) -> int:
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    raise bad("message identifier is not specified")


def _remove(state: State, chat: Chat, lines: list[Line]) -> None:
    now = state.clock()
    if not all(_removable(chat, line, now) for line in lines):
        raise bad("message can't be deleted for everyone")
    for line in lines:
        line.deleted = True


def _removable(chat: Chat, line: Line, now: float) -> bool:
    age = now - line.at
    young_dice = chat.private and line.kind == "dice" and age < YOUNGEST_DICE
    mine = chat.private or line.by == "bot"
    return age < OLDEST and mine and not young_dice
