"""Which language a child writes, and the one form of text that everything else reads."""

from typing import Literal

Language = Literal["th", "en"]
