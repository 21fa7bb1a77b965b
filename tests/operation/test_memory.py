"""A process that starts is not held up by the collector, and one that runs is not without it."""

import subprocess
import sys

_LIFE = """
import gc
from operation import memory

memory.hold()
print(gc.isenabled())
stays = [[] for _ in range(1000)]
memory.settle()
print(gc.isenabled(), gc.get_freeze_count() > 1000, gc.get_threshold()[0] > 700)
"""


def test_it_is_held_off_while_loading_and_goes_on_without_what_stays() -> None:
    """In a process of its own: it changes the whole of it."""
    said = subprocess.run([sys.executable, "-c", _LIFE], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True", "True", "True"]
