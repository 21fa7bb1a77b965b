"""What a bot may put into a chat: messages, edits, and the sign that it writes.

Whatever passes here was delivered; whatever is refused here changed nothing.
"""

from tests.fakes.telegram.chat import Chat, Json, Line
from tests.fakes.telegram.markup import checked
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.refusal import Refusal, bad, blocked
from tests.fakes.telegram.state import State

LONGEST_TEXT = 4096
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def utf16(text: str) -> int:
    """The length as the platform counts it: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def send_message(state: State, params: Params) -> Json:
    """sendMessage, of plain text."""
    chat = _reachable(state, params)
    text = _words(params, too_long="message is too long")
    markup = checked(params.form("reply_markup"))
    params.form("link_preview_options")
    _check_reply(chat, params.form("reply_parameters"))
    line = Line(state.number(), "bot", text, state.clock(), markup=markup)
    chat.deliver(line)
    return state.message(chat, line)


def edit_text(state: State, params: Params) -> Json:
    """editMessageText; without a keyboard given the old one goes."""
    chat = _reachable(state, params)
    line = _editable(chat, params)
    text = _words(params, too_long="MESSAGE_TOO_LONG")
    return _rewrite(state, chat, line, text, _only_inline(params))


def edit_markup(state: State, params: Params) -> Json:
    """editMessageReplyMarkup; without a keyboard given the old one goes."""
    chat = _reachable(state, params)
    line = _editable(chat, params)
    return _rewrite(state, chat, line, line.text, _only_inline(params))


def chat_action(state: State, params: Params) -> bool:
    """Show that the bot writes: sendChatAction."""
    chat = _reachable(state, params)
    if params.text("action").lower() not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat.typing += 1
    return True


def leave_chat(state: State, params: Params) -> bool:
    """leaveChat, of groups only."""
    chat = state.chat(params.chat_id())
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    chat.gone = True
    return True


def _reachable(state: State, params: Params) -> Chat:
    chat = state.chat(params.chat_id())
    if chat.blocked:
        raise blocked()
    if chat.gone:
        raise Refusal(403, "Forbidden: bot is not a member of the group chat")
    return chat


def _words(params: Params, *, too_long: str) -> str:
    if params.text("parse_mode"):
        raise bad("this fake takes plain text only, without parse_mode")
    text = params.text("text").strip()
    if not text:
        raise bad("message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise bad(too_long)
    return text


def _check_reply(chat: Chat, reply: Json | None) -> None:
    if not reply or reply.get("allow_sending_without_reply") is True:
        return
    number = reply.get("message_id")
    if not isinstance(number, int) or chat.living(number) is None:
        raise bad("message to be replied not found")


def _only_inline(params: Params) -> Json | None:
    markup = checked(params.form("reply_markup"))
    if markup and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return markup


def _editable(chat: Chat, params: Params) -> Line:
    message_id = params.number("message_id")
    line = None if message_id is None else chat.living(message_id)
    if line is None:
        raise bad("message to edit not found")
    if line.by != "bot" or (line.markup and not line.inline):
        raise bad("message can't be edited")
    return line


def _rewrite(state: State, chat: Chat, line: Line, text: str, markup: Json | None) -> Json:
    if (line.text, line.markup) == (text, markup):
        raise bad(UNCHANGED)
    line.text, line.markup, line.edited = text, markup, state.clock()
    chat.rewritten.append(line.shown())
    return state.message(chat, line)
