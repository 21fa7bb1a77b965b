"""A whole helpline started as its operator starts it: `helpline run`, in a home of its own.

It has nothing of the repository's own `var/` but a copy of the model, listens on free ports of the
loopback address, and is stopped by the signal of Ctrl-C.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
NEUTRAL: Final = "https://weather.example/"
"""Where the quick exit leads; the browsers of these journeys answer it themselves."""

_HELPLINE = ROOT / ".venv" / "bin" / "helpline"
_PARTING_SECONDS = 30
_LOADING_SECONDS = 120
_STRIKES_SECONDS = 0.2
"""Between two looks for a process that must stay away; it needs seconds to load."""
_LINK = re.compile(r"^\s*(demo-\w+|the desk|the child's chat)\s+(http\S+)")


@dataclass(frozen=True)
class Installation:
    """A running helpline.

    Attributes:
        home: its HELPLINE_HOME.
        chat: address of the child's page.
        desk: address of the desk, without a slash at the end.
        links: one-time links of the demo staff, by sign-in name.
    """

    home: Path
    chat: str
    desk: str
    links: Mapping[str, str]

    @property
    def origins(self) -> tuple[str, ...]:
        """What any page may ask for."""
        return (self.chat.removesuffix("/chat"), self.desk)

    def kill(self, *parts: str) -> None:
        """End processes as a power cut would; the supervisor starts them again."""
        for part in parts:
            os.kill(self.pid(part), signal.SIGKILL)

    def pid(self, part: str) -> int:
        """Return the process of a part, as its supervisor wrote it down when it started it."""
        return int((self.home / "run" / f"{part}.pid").read_text())

    def until_understood(self) -> None:
        """Wait for the model: until it is there the bot reads by keywords only."""
        door, ends = self.home / "run" / "understanding.sock", time.monotonic() + _LOADING_SECONDS
        while time.monotonic() < ends:
            with socket.socket(socket.AF_UNIX) as visitor:
                if visitor.connect_ex(str(door)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the model was not loaded")

    @contextmanager
    def without_understanding(self) -> Iterator[None]:
        """Keep the model away while the block lasts, however often it is started; then wait."""
        over = threading.Event()

        def strike() -> None:
            while not over.wait(_STRIKES_SECONDS):
                with suppress(OSError, ValueError):  # it is away already
                    pid = self.pid("understanding")
                    if str(self.home) in Path(f"/proc/{pid}/cmdline").read_text():
                        os.kill(pid, signal.SIGKILL)

        striker = threading.Thread(target=strike)
        striker.start()
        try:
            yield
        finally:
            over.set()
            striker.join()
            self.until_understood()


@contextmanager
def installed() -> Iterator[Installation]:
    """Run a helpline while the block lasts."""
    with tempfile.TemporaryDirectory(prefix="journey-", dir="/tmp") as folder:
        home = Path(folder)
        models = ROOT / "var" / "models"
        environment = _environment(home)
        if (models / "current.json").is_file():
            shutil.copytree(models, home / "models")
        else:
            subprocess.run([_HELPLINE, "train"], env=environment, check=True, capture_output=True)
        with subprocess.Popen(
            [_HELPLINE, "run"], env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                installation = _announced(home, process)
                installation.until_understood()
                yield installation
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(_PARTING_SECONDS)


def _announced(home: Path, process: subprocess.Popen[str]) -> Installation:
    """Read where everything is from what the operator is told."""
    links: dict[str, str] = {}
    for row in process.stdout or ():
        if found := _LINK.match(row):
            links[found[1]] = found[2]
        if "the child's chat" in links:
            desk = links.pop("the desk").rstrip("/")
            return Installation(home, links.pop("the child's chat"), desk, links)
    raise AssertionError("the helpline ended before it said where it is")


def _environment(home: Path) -> dict[str, str]:
    names = ("HELPLINE_PUBLIC_PORT", "HELPLINE_DESK_PORT", "HELPLINE_METRICS_PORT")
    plain = {name: value for name, value in os.environ.items() if "HELPLINE" not in name}
    plain.pop("REDIS_URL", None)
    return plain | {
        "HELPLINE_HOME": str(home),
        "HELPLINE_DEMO": "1",
        "HELPLINE_NEUTRAL_SITE": NEUTRAL,
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
        **{name: str(port) for name, port in zip(names, _free_ports(), strict=True)},
    }


def _free_ports() -> tuple[int, ...]:
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for listener in (one, two, three):
            listener.bind(("127.0.0.1", 0))
        return tuple(listener.getsockname()[1] for listener in (one, two, three))
