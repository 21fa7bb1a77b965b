"""What a connector tells an operator of its platform: codes and plain values, never about a child.

Whoever shows a look to a person has the sentences; this form has only the codes they stand for.
"""

from dataclasses import dataclass, field
from typing import Literal

Fact = str | int | bool

Gravity = Literal["wrong", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not work, or endangers children; `fields` are what its words need.

    Attributes:
        gravity: `wrong` means the channel must not serve children like this.
    """

    code: str
    fields: dict[str, Fact] = field(default_factory=dict)
    gravity: Gravity = "wrong"


@dataclass(frozen=True, slots=True)
class Look:
    """How a channel's platform sees the helpline now.

    Attributes:
        reachable: the platform answered, whatever it said.
        facts: plain values by their code, such as `webhook_url` and `pending`.
    """

    channel: str
    reachable: bool
    facts: dict[str, Fact] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
