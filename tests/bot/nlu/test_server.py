"""The real parse server with a real model: what it answers, and all that it must not do."""

import asyncio
import json
import os
import select
import signal
import socket as sockets
import stat
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.nlu.model import Found
from bot.nlu.server import LONGEST, NoQuestionError, ParseServer, question
from bot.nlu.stand_in import needs_tensorflow
from bot.understanding import RasaUnderstanding
from errors import UnderstandingUnavailable

if TYPE_CHECKING:
    from operation.training import BuiltModel, Training
    from tests.bot.nlu.conftest import Server, Start

MARKER = "planted zebra words"
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


class TestAnswers:
    def test_understands_both_languages(self, server: "Server") -> None:
        texts = ("สวัสดีจ้า", "hello there", "อยากคุยกับคน", "they bully me")
        intents = [answer["intent"] for answer in server.parse(*texts)]
        assert intents == ["greet", "greet", "talk_to_human", "bullying"]

    def test_confidence_is_a_probability(self, server: "Server") -> None:
        (answer,) = server.parse("hello")
        assert 0.3 < answer["confidence"] <= 1

    def test_many_at_once_answer_as_each_alone(self, server: "Server") -> None:
        texts = ["สวัสดี", "/", "kids call me names", "", "คุยกับพี่", "☂", "\ud800"] * 30
        together = server.parse(*texts)
        alone = {text: server.parse(text)[0] for text in texts}
        for text, answer in zip(texts, together, strict=True):
            assert answer["intent"] == alone[text]["intent"]
            assert answer["confidence"] == pytest.approx(alone[text]["confidence"])

    @pytest.mark.parametrize("sign", ["/", "//", " /", "/ /", "\n/", "/\t/ "])
    def test_a_leading_slash_is_no_command(self, server: "Server", sign: str) -> None:
        """Rasa would take "/greet" for the intent greet with confidence 1."""
        told, plain = server.parse(f"{sign}greet", "greet")
        assert (told["intent"], told["confidence"]) == (plain["intent"], plain["confidence"])
        assert told["confidence"] < 1

    @pytest.mark.parametrize(
        "text", ["/restart", '/greet{"name": "x"}', "/greet{broken", '/{"a":', "/talk_to_human@1.0"]
    )
    def test_commands_of_rasa_are_plain_words(self, server: "Server", text: str) -> None:
        told, plain = server.parse(text, text.lstrip("/"))
        assert (told["intent"], told["confidence"]) == (plain["intent"], plain["confidence"])

    @pytest.mark.parametrize("text", ["", "/", " // ", "\n"])
    def test_nothing_to_read_is_no_intent(self, server: "Server", text: str) -> None:
        (answer,) = server.parse(text)
        assert (answer["intent"], answer["confidence"]) == ("out_of_scope", 0.0)

    def test_a_bad_line_is_refused_and_the_next_one_answered(self, server: "Server") -> None:
        bad = [
            b"nonsense\n",
            b"\xff\xfe\n",
            b"[]\n",
            b"{}\n",
            b'{"id": "a", "text": "x"}\n',
            b'{"id": true, "text": "x"}\n',
            b"\n",
        ]
        answers = server.ask(
            *bad, b'{"id": 5}\n', b'{"id": 6, "text": 1}\n', b'{"id": 7, "text": "hello"}\n'
        )
        errors = [answer for answer in answers if "error" in answer]
        assert [each["id"] for each in errors] == [None] * len(bad) + [5, 6]
        assert [answer["intent"] for answer in answers if "intent" in answer] == ["greet"]

    def test_the_longest_text_is_read_and_a_longer_one_refused(self, server: "Server") -> None:
        longest, longer = server.parse("😀" * LONGEST, "a" * (LONGEST + 1))
        assert "intent" in longest
        assert "longer" in longer["error"]

    def test_an_endless_line_ends_the_connection_and_nothing_else(self, server: "Server") -> None:
        with sockets.socket(sockets.AF_UNIX) as connection:
            connection.settimeout(60)
            connection.connect(str(server.path))
            try:
                connection.sendall(b"x" * 1_000_000)
            except ConnectionError:
                pass  # it hung up before everything was sent
            else:
                assert b"too long" in connection.recv(1_000)
        assert server.parse("hello")[0]["intent"] == "greet"

    def test_one_who_reads_no_answers_does_not_stop_the_others(self, server: "Server") -> None:
        with sockets.socket(sockets.AF_UNIX) as connection:
            connection.connect(str(server.path))
            connection.sendall(b'{"id": 1, "text": "hello"}\n' * 200)
            assert server.parse("hello")[0]["intent"] == "greet"


class TestSecrecy:
    def test_says_one_ready_line_that_names_the_model(
        self, server: "Server", model: "BuiltModel"
    ) -> None:
        assert server.ready["ready"] is True
        assert server.ready["model"] == model.sha256
        assert server.ready["network"] in {"none", "shared"}

    def test_only_its_owner_may_connect(self, server: "Server") -> None:
        assert stat.S_IMODE(server.path.stat().st_mode) == 0o600

    def test_no_text_is_printed_or_kept_at_any_level(
        self, start: "Start", model: "BuiltModel"
    ) -> None:
        """With every switch that makes Rasa talkative, and every text that makes it complain."""
        talkative = start(
            LOG_LEVEL="DEBUG",
            LOG_LEVEL_LIBRARIES="DEBUG",
            PYTHONWARNINGS="always",
            TF_CPP_MIN_LOG_LEVEL="0",
            PYTHONASYNCIODEBUG="1",
        )
        talkative.parse(
            MARKER, f"/{MARKER}", f"/greet{{{MARKER}", f'/{MARKER}{{"a": 1}}', MARKER * 100
        )
        talkative.ask(f"{MARKER}\n".encode(), json.dumps({"id": MARKER}).encode() + b"\n")
        written = [path for path in talkative.path.parent.rglob("*") if path.is_file()]
        assert not [path for path in written if MARKER.encode() in path.read_bytes()]
        assert talkative.end() == 0
        assert talkative.printed == b""
        assert not list(talkative.path.parent.iterdir())

    def test_telemetry_is_off_and_cannot_be_turned_on(
        self, training: "Training", model: "BuiltModel", tmp_path: Path
    ) -> None:
        """The environment's wish is overruled; were it not, no model would be loaded."""
        command, surroundings = training.server(tmp_path / "nlu.sock", model)
        look = """
import os, pathlib, sys
from bot.nlu.surroundings import settle
settle(pathlib.Path(sys.argv[1]))
from bot.nlu.stand_in import stand_in
stand_in()
from rasa.telemetry import is_telemetry_enabled
print(is_telemetry_enabled())
os.environ["RASA_TELEMETRY_ENABLED"] = "true"
from bot.nlu.graph import Graph
try:
    Graph({}, pathlib.Path())
except RuntimeError as error:
    print(error)
"""
        done = subprocess.run(
            [command[0], "-W", "ignore", "-c", look, str(tmp_path)],
            env=surroundings | {"RASA_TELEMETRY_ENABLED": "true"},
            capture_output=True,
            timeout=120,
            check=True,
        )
        assert done.stdout.splitlines() == [b"False", b"telemetry is on"]

    @linux
    def test_tensorflow_is_not_even_loaded(self, server: "Server") -> None:
        maps = Path(f"/proc/{server.process.pid}/maps").read_text(encoding="utf-8")
        assert "sklearn" in maps
        assert "tensorflow" not in maps

    @linux
    def test_there_is_no_network_to_reach(self, server: "Server") -> None:
        if server.ready["network"] != "none":
            pytest.skip("the kernel refuses to make a network for one process")
        devices = Path(f"/proc/{server.process.pid}/net/dev").read_text(encoding="ascii")
        assert [line.split(":")[0].strip() for line in devices.splitlines()[2:]] == ["lo"]
        routes = Path(f"/proc/{server.process.pid}/net/route").read_text(encoding="ascii")
        assert not routes.splitlines()[1:]
        own, its = Path("/proc/self/ns/net"), Path(f"/proc/{server.process.pid}/ns/net")
        assert own.readlink() != its.readlink()

    @linux
    def test_nothing_of_it_is_dumped_when_it_crashes(self, server: "Server") -> None:
        limits = Path(f"/proc/{server.process.pid}/limits").read_text(encoding="ascii")
        (core,) = [line for line in limits.splitlines() if "core file" in line]
        assert core.split()[4:6] == ["0", "0"]


class TestModelFile:
    def run(
        self,
        training: "Training",
        model: "BuiltModel",
        path: Path,
        archive: str | None = None,
        sha256: str | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        command, surroundings = training.server(path / "nlu.sock", model)
        if archive:
            command[command.index("--model") + 1] = archive
        if sha256:
            command[command.index("--sha256") + 1] = sha256
        return subprocess.run(
            command, env=surroundings, cwd=path, capture_output=True, timeout=60, check=False
        )

    def test_another_file_is_refused(
        self, training: "Training", model: "BuiltModel", tmp_path: Path
    ) -> None:
        done = self.run(training, model, tmp_path, sha256="0" * 64)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr == b"the model is not the one with this digest\n"
        assert not list(tmp_path.iterdir())

    def test_a_changed_file_is_refused(
        self, training: "Training", model: "BuiltModel", tmp_path: Path
    ) -> None:
        command, _ = training.server(tmp_path / "nlu.sock", model)
        changed = tmp_path / "changed.tar.gz"
        changed.write_bytes(Path(command[command.index("--model") + 1]).read_bytes() + b"\0")
        assert self.run(training, model, tmp_path, archive=str(changed)).returncode == 1

    def test_a_missing_file_is_said_plainly(
        self, training: "Training", model: "BuiltModel", tmp_path: Path
    ) -> None:
        done = self.run(training, model, tmp_path, archive=str(tmp_path / "none.tar.gz"))
        assert done.stderr == b"the model cannot be read: No such file or directory\n"

    def test_the_shipped_pipeline_needs_no_tensorflow(
        self, training: "Training", model: "BuiltModel", tmp_path: Path
    ) -> None:
        command, _ = training.server(tmp_path / "nlu.sock", model)
        with tarfile.open(command[command.index("--model") + 1]) as archive:
            described = archive.extractfile("metadata.json")
            assert described is not None
            nodes = json.load(described)["predict_schema"]["nodes"].values()
        used = [node["uses"] for node in nodes]
        assert not needs_tensorflow(used)
        assert needs_tensorflow([*used, "rasa.nlu.classifiers.diet_classifier.DIETClassifier"])


class TestLife:
    def test_sigterm_ends_it_cleanly(self, start: "Start") -> None:
        server = start()
        assert server.end(signal.SIGTERM) == 0
        assert not server.path.exists()

    @linux
    def test_ends_with_its_parent(
        self, training: "Training", model: "BuiltModel", tmp_path: Path
    ) -> None:
        """A supervisor that is killed must not leave a process behind that nobody watches."""
        command, surroundings = training.server(tmp_path / "nlu.sock", model)
        parent = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE); p.stdout.readline(); print(p.pid, flush=True); input()"
        with subprocess.Popen(
            [sys.executable, "-c", parent, *command],
            env=surroundings,
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as watching:
            assert watching.stdout is not None
            pid = int(watching.stdout.readline())
            ended = os.pidfd_open(pid)
            watching.kill()
        assert _readable(ended)
        os.close(ended)

    async def test_a_killed_server_is_unavailable_at_once_and_comes_back(
        self, start: "Start"
    ) -> None:
        first = await asyncio.to_thread(start)
        rasa = RasaUnderstanding(first.path, limit=60)
        assert (await rasa.parse("hello")).intent == "greet"
        await asyncio.to_thread(first.end, signal.SIGKILL)
        with pytest.raises(UnderstandingUnavailable):
            await rasa.parse("hello")
        with pytest.raises(UnderstandingUnavailable, match="not there"):
            await rasa.parse("hello")
        await asyncio.to_thread(start, first.path)
        assert (await rasa.parse("hello")).intent == "greet"
        await rasa.close()

    @linux
    def test_ten_thousand_messages_need_no_more_memory(self, server: "Server") -> None:
        words = ["สวัสดี", "hello", "เพื่อนแกล้ง", "talk", "โรงเรียน", "names", "☂", "5555"]
        for part in range(2):
            server.parse(*(f"{words[n % 8]} {part} {n} {words[n % 7]}" for n in range(400)))
        before = server.memory()
        for part in range(25):
            server.parse(*(f"{words[n % 8]} {part} {n} {words[n % 7]}" for n in range(400)))
        assert server.memory() - before < 10_000  # kB

    @linux
    def test_memory_stays_within_its_share(self, server: "Server") -> None:
        server.parse("hello")
        assert server.memory() < 650_000  # kB


def _readable(pidfd: int) -> bool:
    """Wait until the process behind a pidfd has ended."""
    return bool(select.select([pidfd], [], [], 60)[0])


class TestQuestion:
    def test_the_refusal_repeats_nothing(self) -> None:
        for line in (
            MARKER,
            f'{{"id": "{MARKER}"}}',
            json.dumps({"id": 1, "text": MARKER * 1_000}),
            f'["{MARKER}"]',
        ):
            with pytest.raises(NoQuestionError) as caught:
                question(line.encode())
            assert "zebra" not in str(caught.value)

    def test_deep_nesting_is_refused(self) -> None:
        with pytest.raises(NoQuestionError):
            question(b"[" * 60_000)


class TestParseServer:
    async def test_one_text_that_fails_does_not_silence_the_others(self, tmp_path: Path) -> None:
        def read(texts: Sequence[str]) -> list[Found]:
            if "bad" in texts:
                raise MemoryError(MARKER)
            return [Found(text, 1.0) for text in texts]

        stop, ready = asyncio.Event(), asyncio.Event()
        serving = asyncio.create_task(ParseServer(read).serve(tmp_path / "s", ready.set, stop))
        await ready.wait()
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "s"))
        for number, text in enumerate(["a", "bad", "c"]):
            writer.write(json.dumps({"id": number, "text": text}).encode() + b"\n")
        answers = [json.loads(await reader.readline()) for _ in range(3)]
        assert [answer.get("intent") for answer in answers] == ["a", None, "c"]
        assert answers[1] == {"id": 1, "error": "failed: MemoryError"}
        writer.close()
        stop.set()
        await serving

    async def test_more_than_can_wait_are_refused_and_all_are_answered(
        self, tmp_path: Path
    ) -> None:
        seen: list[int] = []

        def read(texts: Sequence[str]) -> list[Found]:
            seen.append(len(texts))
            return [Found("x", 1.0) for _ in texts]

        stop, ready = asyncio.Event(), asyncio.Event()
        serving = asyncio.create_task(ParseServer(read).serve(tmp_path / "s", ready.set, stop))
        await ready.wait()
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "s"))
        writer.write(b"".join(b'{"id": %d, "text": "x"}\n' % n for n in range(2_000)))
        answers = [json.loads(await reader.readline()) for _ in range(2_000)]
        assert sorted(answer["id"] for answer in answers) == list(range(2_000))
        assert all(
            answer.get("intent") == "x" or answer.get("error") == "busy" for answer in answers
        )
        assert 1 < max(seen) <= 32
        writer.close()
        stop.set()
        await serving
