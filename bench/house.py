"""A helpline of the benchmark's own: its own home, free ports, the real model, every write synced.

It is started as an operator would start it; only its home is set up and thrown away here.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bench.texts import load_texts
from bench.wire import Wire, message
from connectors.web.token import PageTokens
from handoff.keyring import MasterKeys
from handoff.sealing import derive
from handoff.store import Store, connect

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE = 60.0
_SETTINGS = ("HELPLINE_", "REDIS_", "TELEGRAM_", "LINE_")
_PARTING_SECONDS = 30.0


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


@dataclass(frozen=True, slots=True)
class House:
    """Where the helpline under test lives; `settings` are added to its environment."""

    home: Path
    public: int
    desk: int
    metrics: int
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def make(cls, home: Path, settings: Mapping[str, str] | None = None) -> Self:
        """Make a home without a past; the model in it, if there is one, is kept."""
        for name in ("store", "keyring", "run"):
            shutil.rmtree(home / name, ignore_errors=True)
        (home / "master.key").unlink(missing_ok=True)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        public, desk, metrics = free_ports(3)
        return cls(home, public, desk, metrics, settings or {})

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of what is started, without the settings of a helpline in service."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
        return {
            **ours,
            "HELPLINE_HOME": str(self.home),
            "HELPLINE_PUBLIC_PORT": str(self.public),
            "HELPLINE_DESK_PORT": str(self.desk),
            "HELPLINE_METRICS_PORT": str(self.metrics),
            "HELPLINE_PUBLIC_URL": f"http://127.0.0.1:{self.public}",
            **self.settings,
        }

    @property
    def store_url(self) -> str:
        """The address of its store."""
        return f"unix://{self.home}/run/store.sock"

    @property
    def understanding(self) -> Path:
        """Where its model answers."""
        return self.home / "run" / "understanding.sock"

    def train(self) -> None:
        """Build the model, if it is not there already."""
        subprocess.run(
            [sys.executable, "-m", "helpline", "train"],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=sys.stderr,
        )

    @contextlib.contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run it while the block lasts; `command` is another way to start it than the usual."""
        process = subprocess.Popen(
            command or [sys.executable, "-m", "helpline", "run"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(_PARTING_SECONDS)

    def tokens(self, count: int) -> list[str]:
        """Return tokens of new pages; asking the door for so many would take its pace."""
        route = MasterKeys.load(self.home / "master.key").route
        if route is None:
            raise LookupError("the benchmark's helpline has no route key")
        page_tokens = PageTokens(derive(route, "page tokens"))
        return [page_tokens.issue() for _ in range(count)]

    async def first_answer(self, begun: float) -> float:
        """Return seconds from `begun` until a child that tries all the time has an answer."""
        wire = await self._reached(begun)
        stream = await self._reached(begun)
        _, body = await wire.post("/chat/session", {})
        token = body.decode().split('"')[3]
        await wire.post("/chat/messages", message(str(uuid.uuid4()), load_texts()[0]), token)
        async for content in stream.events("/chat/events", token):
            if b'"author":"bot"' in content:
                break
        wire.close()
        stream.close()
        return time.monotonic() - begun

    async def _reached(self, begun: float) -> Wire:
        while time.monotonic() - begun < _PATIENCE:
            with contextlib.suppress(OSError):
                return await Wire.open(self.public)
            await asyncio.sleep(0.01)
        raise TimeoutError("the helpline under test does not start")

    def until_model(self, begun: float) -> float:
        """Return seconds from `begun` until the model answers."""
        while time.monotonic() - begun < _PATIENCE:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as model:
                model.connect(str(self.understanding))
                return time.monotonic() - begun
            time.sleep(0.02)
        raise TimeoutError("the model of the helpline under test does not answer")

    async def until_quiet(self) -> None:
        """Wait until every accepted message has been handled and every line sent."""
        store = Store(connect(self.store_url))
        quiet = 0
        while quiet < 3:
            left = 0
            for partition in store.partitions:
                for stream in (partition.ready, partition.sending):
                    left += await store.call("XLEN", stream)
            quiet = 0 if left else quiet + 1
            await asyncio.sleep(0.1)
        await store.close()

    def memory(self, supervisor: int) -> dict[str, float]:
        """Return the memory of each process in MB: its proportional share (PSS)."""
        pids = {"supervisor": supervisor}
        for path in sorted((self.home / "run").glob("*.pid")):
            pids[path.stem] = int(path.read_text())
        return {name: _share(pid) for name, pid in pids.items()}


def _share(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
