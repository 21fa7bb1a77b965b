"""A refusal with words of its own: the page says it in its language, the command line in English.

It carries the id of a text and harmless fields such as minutes, never what somebody typed.
"""

from errors import Refused


class Declined(Refused):
    """Refused for a reason the desk has words for: show the text `desk.refused.<reason>`.

    Attributes:
        reason: the last part of the text's id in `words/`.
        fields: what the text names, such as minutes.
    """

    def __init__(self, reason: str, sentence: str, **fields: object) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.fields = fields
