"""The methods of the Bot API this fake knows, by their names in small letters."""

from collections.abc import Callable

from tests.fakes.telegram import deleting, own, sending
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.refusal import Refusal
from tests.fakes.telegram.state import State

type Method = Callable[[State, Params], object]

# Whatever reads a person's profile, membership or files; a helpline never calls them.
PROFILE = frozenset(
    [
        "getchat",
        "getchatmember",
        "getchatadministrators",
        "getchatmembercount",
        "getuserprofilephotos",
        "getuserprofileaudios",
        "getuserchatboosts",
        "getusergifts",
        "getchatgifts",
        "getfile",
        "getuserpersonalchatmessages",
        "getbusinessconnection",
    ]
)


def known(texts: own.Own) -> dict[str, Method]:
    """Every method that needs nothing but the state."""
    return {
        "getme": lambda state, _: state.me,
        "sendmessage": sending.send_message,
        "editmessagetext": sending.edit_text,
        "editmessagereplymarkup": sending.edit_markup,
        "sendchataction": sending.chat_action,
        "leavechat": sending.leave_chat,
        "deletemessage": deleting.delete_message,
        "deletemessages": deleting.delete_messages,
        "answercallbackquery": own.answer_press,
        "setmycommands": lambda _, params: texts.set_commands(params),
        "getmycommands": lambda _, params: texts.get_commands(params),
        "deletemycommands": lambda _, params: texts.delete_commands(params),
        "setmyname": lambda _, params: texts.set_text("name", params),
        "getmyname": lambda _, params: texts.get_text("name", params),
        "setmydescription": lambda _, params: texts.set_text("description", params),
        "getmydescription": lambda _, params: texts.get_text("description", params),
        "setmyshortdescription": lambda _, params: texts.set_text("short_description", params),
        "getmyshortdescription": lambda _, params: texts.get_text("short_description", params),
        **dict.fromkeys(PROFILE, _no_profile),
    }


def _no_profile(_: State, __: Params) -> object:
    raise Refusal(400, "Bad Request: this fake gives away no profile")
