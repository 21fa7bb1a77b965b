"""The collector of garbage: out of the way while a process loads what stays, and seldom after that.

It never leaves a process without a collector: whoever holds it off lets it go on with `settle`.
"""

import gc

_NEW_OBJECTS = 20_000
"""After so many new objects the collector looks through them; Python's own 700 is for programs that
wait for nobody."""


def hold() -> None:
    """Look for no garbage while a process starts: libraries, content and rules hold none.

    It went through all of them again and again, which was a fifth of the time until a child could
    be answered.
    """
    gc.disable()


def settle() -> None:
    """Keep what was loaded out of the collector's rounds, which would hold up every child at once.

    Content, rules and libraries stay as long as the process; what comes after is small and short.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()
