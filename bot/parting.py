"""The last line before a child goes: it tells an onlooker nothing and claims no more than was done.

What can be deleted differs by platform, so a channel may have words of its own.
"""

from bot.speech import Speech
from bot.turn import DialogueState, Moment, Reply, Turn, Wish


class Parting:
    """The two ways to go, the same whoever has the conversation."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    def exit(self, state: DialogueState, moment: Moment) -> Turn:
        """Let the child go at once with a word that means nothing."""
        text_id = self._speech.on_channel("exit.on", moment, otherwise="exit.line")
        return self._turn(state, text_id, Wish.EXIT)

    def forget(self, state: DialogueState, moment: Moment) -> Turn:
        """Forget everything, and say what of the chat may be left."""
        text_id = self._speech.on_channel(
            "notice.forgotten_on", moment, otherwise="notice.forgotten"
        )
        return self._turn(state, text_id, Wish.FORGET)

    def _turn(self, state: DialogueState, text_id: str, wish: Wish) -> Turn:
        return Turn((Reply(self._speech.say(text_id, state)),), state, wish)
