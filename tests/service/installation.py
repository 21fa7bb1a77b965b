"""A whole helpline as its operator runs it: real processes, own home, own ports, reached from outside."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.content import Content
from bot.directory import Directory
from composition.mind import catalogue_of
from handoff.alarms import StoreAlarms
from handoff.duty import Duty
from handoff.faults import Steps
from handoff.feed import Feed
from handoff.keyring import Keyring, MasterKeys
from handoff.patience import Patience
from handoff.queue import Queue
from handoff.signals import Signals
from handoff.store import Store, connect

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "bot" / "content"
PARTS = ("store", "gateway", "desk", "understanding")
DEADLINE = 60.0


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def until(true: Callable[[], object], what: str, deadline: float = DEADLINE) -> None:
    """Wait for a condition another process makes true."""
    end = time.monotonic() + deadline
    while not true():
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Say whether a process runs; one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _heed_ctrl_c() -> None:
    """Undo what a shell does to all it starts behind an ampersand: there Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass
class Installation:
    """One home, and the helpline that runs in it while it is started."""

    home: Path
    ports: list[int] = field(default_factory=lambda: free_ports(3))
    more: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings: nothing of the tester's own."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            "HELPLINE_HOME": str(self.home),
            "HELPLINE_PUBLIC_PORT": str(self.ports[0]),
            "HELPLINE_DESK_PORT": str(self.ports[1]),
            "HELPLINE_METRICS_PORT": str(self.ports[2]),
            "HELPLINE_DEMO": "0",
            "HELPLINE_CRASH_FILE": str(self.order),
            **self.more,
        }

    @property
    def order(self) -> Path:
        return self.home / "crash"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def said(self) -> Path:
        return self.home / "said"

    @property
    def public(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    @property
    def desk(self) -> str:
        return f"http://127.0.0.1:{self.ports[1]}"

    @property
    def store_socket(self) -> Path:
        return self.home / "run" / "store.sock"

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the helpline to its end."""
        return subprocess.run(
            [sys.executable, "-m", "helpline", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )

    def start(self, *, wait: bool = True) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log, self.said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "helpline", "run"],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=log,
                start_new_session=True,
                preexec_fn=_heed_ctrl_c,  # noqa: PLW1509 - no thread holds a lock here
            )
        if wait:
            until(lambda: "is running" in self.said.read_text(), "the helpline runs")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does and return its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)

    def end(self) -> None:
        """Leave nothing running, whatever happened."""
        pids = [pid for part in PARTS if (pid := self.pid(part))]
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.stop()
            self.process.kill()
            self.process.wait()
        for pid in pids:
            until(lambda pid=pid: not alive(pid), "a part has ended")  # type: ignore[misc]

    def pid(self, part: str) -> int | None:
        """Return the process id of a part, while it has one."""
        try:
            return int((self.home / "run" / f"{part}.pid").read_text())
        except (OSError, ValueError):
            return None

    def processes(self) -> dict[str, int]:
        """Return all processes of this helpline that run, by part."""
        assert self.process is not None
        pids = {"supervisor": self.process.pid}
        pids |= {part: pid for part in PARTS if (pid := self.pid(part))}
        return {part: pid for part, pid in pids.items() if alive(pid)}

    def family(self) -> list[int]:
        """Return every process whose settings name this home, whoever started it."""
        mark = f"HELPLINE_HOME={self.home}".encode()
        own = [str(self.home).encode()]
        found = []
        for path in Path("/proc").iterdir():
            if path.name.isdigit() and int(path.name) != os.getpid():
                with contextlib.suppress(OSError):
                    environment = (path / "environ").read_bytes().split(b"\0")
                    line = (path / "cmdline").read_bytes()
                    if (mark in environment or own[0] in line) and alive(int(path.name)):
                        found.append(int(path.name))
        return found

    def counsellors(self, store: Store | None = None) -> Queue:
        """Open the queue as a desk does, from this process, over the same store and keys.

        A store that is given was opened, and also takes what changes a conversation.
        """
        store = store or Store(connect(f"unix://{self.store_socket}"))
        masters = MasterKeys.load(self.home / "master.key", desk=True)
        content = Content.load(CONTENT, directory=Directory.load(CONTENT / "services", demo=True))
        return Queue(
            store=store,
            keyring=Keyring(self.home / "keyring", masters),
            words=content.words,
            duty=Duty(store),
            feed=Feed(store, Signals(store.client)),
            alarms=StoreAlarms(store, _milliseconds),
            clock=_milliseconds,
            steps=Steps(),
            patience=Patience(),
            catalogue=catalogue_of(content),
        )


@contextlib.contextmanager
def new_home() -> Iterator[Path]:
    """Give a folder with a short path: the address of a Unix socket holds 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="hlsv-", dir="/tmp") as folder:
        yield Path(folder) / "home"


@dataclass
class Child:
    """A child at its page: it sends until it is answered, and follows its page across any break.

    Attributes:
        accepted: ids of what was answered with 202, in order.
        shown: the lines of its page as the stream gave them, each as often as it came.
        owners: who has its conversation, as the page was told, each time it was told.
    """

    http: aiohttp.ClientSession
    public: str
    name: str
    token: str = ""
    accepted: list[str] = field(default_factory=list)
    shown: list[dict[str, str]] = field(default_factory=list)
    last_id: str | None = None
    owners: list[str] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def come(self) -> None:
        while not self.token:
            async with self._trying(), self.http.post(f"{self.public}/chat/session") as answer:
                if answer.status == 201:
                    self.token = (await answer.json())["token"]

    async def do(self, kind: str, text: str = "", language: str = "en") -> str:
        """Do something, as often as it takes to be answered with 202."""
        message = {"id": str(uuid.uuid4()), "kind": kind, "language": language, "text": text}
        while await self.post(message) != 202:
            await asyncio.sleep(0.02)
        self.accepted.append(message["id"])
        return message["id"]

    async def write(self, text: str, language: str = "en") -> str:
        return await self.do("text", text, language)

    async def tap(self, key: str) -> str:
        return await self.do("tap", key)

    async def post(self, message: Mapping[str, str]) -> int | None:
        """Send once; return the status, or None when nobody answered."""
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with self.http.post(
                f"{self.public}/chat/messages", json=message, headers=self.headers
            ) as answer:
                await answer.read()
                return answer.status
        return None

    async def follow(self) -> None:
        """Follow the page until cancelled, going on from the last id after every break."""
        while True:
            async with self._trying():
                await self._stream()

    async def _stream(self) -> None:
        headers = self.headers | ({"Last-Event-ID": self.last_id} if self.last_id else {})
        timeout = aiohttp.ClientTimeout(sock_connect=5)
        address = f"{self.public}/chat/events"
        async with self.http.get(address, headers=headers, timeout=timeout) as answer:
            event: dict[str, str] = {}
            async for raw in answer.content:
                name, _, value = raw.decode().rstrip("\n").partition(": ")
                if name:
                    event[name] = value
                elif event.get("event") == "line":
                    self.last_id = event["id"]
                    self.shown.append(json.loads(event["data"]))
                elif event.get("event") == "status" and not name:
                    self.owners.append(json.loads(event["data"])["owner"])
                if not name:
                    event = {}

    @contextlib.asynccontextmanager
    async def _trying(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a guard for one attempt
        try:
            yield
        except (aiohttp.ClientError, TimeoutError, OSError):
            await asyncio.sleep(0.02)

    def own(self) -> list[str]:
        """Return the ids of its own lines as the page showed them."""
        return [line["id"] for line in self.shown if line["author"] == "child"]

    def heard(self, author: str | None = None) -> list[str]:
        return [
            line["text"]
            for line in self.shown
            if line["author"] != "child" and author in {None, line["author"]}
        ]


async def eventually(true: Callable[[], object], what: str, deadline: float = DEADLINE) -> None:
    """Wait for a condition another process makes true, letting others go on."""
    end = time.monotonic() + deadline
    while not true():
        assert time.monotonic() < end, f"in vain: {what}"
        await asyncio.sleep(0.02)


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
