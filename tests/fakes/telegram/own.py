"""What a bot says of itself: name, descriptions and commands, in each language."""

import re

from tests.fakes.telegram.chat import Json
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.refusal import bad
from tests.fakes.telegram.state import State

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
LONGEST = {"name": 64, "description": 512, "short_description": 120}
LONGEST_COMMAND = 256


class Own:
    """The bot's own texts by language code; the empty code is for everyone else."""

    def __init__(self) -> None:
        self.texts: dict[str, dict[str, str]] = {name: {} for name in LONGEST}
        self.commands: dict[str, list[Json]] = {}

    def set_text(self, name: str, params: Params) -> bool:
        text = params.text(name)
        if len(text) > LONGEST[name]:
            raise bad(f"{name.replace('_', ' ')} is too long")
        self.texts[name][_language(params)] = text
        return True

    def get_text(self, name: str, params: Params) -> Json:
        texts = self.texts[name]
        return {name: texts.get(_language(params)) or texts.get("", "")}

    def set_commands(self, params: Params) -> bool:
        commands = params.row("commands")
        if commands is None:
            raise bad("parameter commands is required")
        if len(commands) > MOST_COMMANDS:
            raise bad("too many commands specified")
        self.commands[_language(params)] = [_command(command) for command in commands]
        return True

    def get_commands(self, params: Params) -> list[Json]:
        return self.commands.get(_language(params), [])

    def delete_commands(self, params: Params) -> bool:
        self.commands.pop(_language(params), None)
        return True


def answer_press(state: State, params: Params) -> bool:
    """answerCallbackQuery, as long as the press lives."""
    press = params.text("callback_query_id")
    made = state.presses.get(press)
    if made is None or state.clock() - made >= 150:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(params.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    state.answered.add(press)
    return True


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad("can't parse BotCommand: expected an Object")
    if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= LONGEST_COMMAND:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return command
