"""A tiny model trained once by the real trainer, and real parse servers that run it."""

import json
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from operation.training import BuiltModel, Training

ROOT = Path(__file__).parents[3]
EXAMPLES = {
    "talk_to_human": (
        ["ขอคุยกับคนได้ไหม", "อยากคุยกับเจ้าหน้าที่", "คุยกับพี่ได้ไหม"],
        ["talk to a person", "i want a real human", "can i speak to someone"],
    ),
    "greet": (["สวัสดี", "หวัดดี", "ดีจ้า"], ["hello", "hi there", "good morning"]),
    "bullying": (
        ["เพื่อนแกล้งที่โรงเรียน", "โดนล้อทุกวัน", "เขาล้อหนูในกลุ่ม"],
        ["they bully me at school", "kids call me names", "everyone laughs at me"],
    ),
}


RISKS = {
    "danger": {
        "th": ["ลาก่อนนะ จะไปแล้ว", "ฝากบอกแม่ว่ารัก จะไปแล้ว", "จะไปแล้ว อย่าตามหา"],
        "en": ["goodbye, i go for good", "tell mum i go for good", "i go for good, dont look"],
    },
    "concern": {
        "th": ["เหนื่อยกับทุกอย่างเลย", "เหนื่อยกับทุกอย่างมาก", "เหนื่อยกับทุกอย่างจัง"],
        "en": ["i am tired of everything", "so tired of everything", "tired of everything now"],
    },
    "none": {
        "th": ["ลาก่อนนะ พรุ่งนี้มาใหม่", "บอกแม่ว่าพรุ่งนี้มาใหม่", "พรุ่งนี้มาใหม่นะ"],
        "en": ["goodbye, back tomorrow", "tell mum i am back tomorrow", "back tomorrow, look"],
    },
}


@dataclass
class Server:
    """A running parse server, and whatever it printed once it has ended."""

    process: subprocess.Popen[bytes]
    path: Path
    ready: dict[str, Any]
    printed: bytes = field(default=b"")

    def ask(self, *lines: bytes) -> list[dict[str, Any]]:
        """Send lines over a new connection; return as many answers."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(60)
            connection.connect(str(self.path))
            connection.sendall(b"".join(lines))
            with connection.makefile("rb") as answers:
                return [json.loads(answers.readline()) for _ in lines]

    def parse(self, *texts: str) -> list[dict[str, Any]]:
        asked = [
            json.dumps({"id": n, "text": text}).encode() + b"\n" for n, text in enumerate(texts)
        ]
        return sorted(self.ask(*asked), key=lambda answer: int(answer["id"]))

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it, collect what it printed after the ready line, return its exit status."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        self.printed = out + err
        return self.process.returncode

    def memory(self) -> int:
        """Return its resident memory in kB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0])


Start = Callable[..., Server]


@pytest.fixture(scope="session")
def training(tmp_path_factory: pytest.TempPathFactory) -> Training:
    """A root folder with the real code and pipeline, and three intents of its own."""
    root = tmp_path_factory.mktemp("root")
    for name in (".venv-nlu", "bot", "errors.py", "config.yml", "requirements"):
        (root / name).symlink_to(ROOT / name)
    (root / "nlu_data").mkdir()
    for intent, (th, en) in EXAMPLES.items():
        entry = json.dumps({"intent": intent, "th": th, "en": en}, ensure_ascii=False)
        (root / "nlu_data" / f"{intent}.yml").write_text(entry, encoding="utf-8")
    risk = json.dumps({"risk": RISKS}, ensure_ascii=False)
    (root / "nlu_data/farewell.yml").write_text(risk, encoding="utf-8")
    return Training(root, tmp_path_factory.mktemp("home"), str.casefold, lambda: str)


@pytest.fixture(scope="session")
def model(training: Training) -> BuiltModel:
    training.train()
    model = training.current()
    assert model is not None
    return model


@pytest.fixture(scope="session")
def start(
    training: Training, model: BuiltModel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """Start servers; each is ended with the tests."""
    started: list[Server] = []

    def begin(path: Path | None = None, **environment: str) -> Server:
        path = path or tmp_path_factory.mktemp("run") / "nlu.sock"
        command, surroundings = training.server(path, model)
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=surroundings | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read().decode()
        started.append(Server(process, path, json.loads(line)))
        return started[-1]

    yield begin
    for server in started:
        if server.process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                server.end()
        server.process.kill()
        server.process.communicate()


@pytest.fixture(scope="session")
def server(start: Start) -> Server:
    """One server for all tests that do it no harm."""
    return start()
