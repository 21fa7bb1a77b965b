"""The yardstick: a plain `rasa run` with the same pipeline and examples, and one text per intent.

It is the least a Rasa bot can be: rules only, no custom action, one process, its REST channel. It
is trained again only when the examples or the pipeline have changed.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from bench.house import ROOT, free_ports
from operation.training import Training, rasa_yaml

_RASA = ROOT / ".venv-nlu/bin/rasa"
_PATIENCE = 180.0
_PARTING_SECONDS = 20.0


class Yardstick:
    """A plain Rasa server.

    Args:
        folder: where its model and its project are kept.
        training: knows the examples.
    """

    def __init__(self, folder: Path, training: Training) -> None:
        self._folder, self._training = folder, training
        self.port = free_ports(1)[0]

    def train(self) -> None:
        """Build its model, if the one that is there was made from something else."""
        stamp, made_from = self._folder / "made_from", self._training.made_from()
        if stamp.exists() and stamp.read_text() == made_from:
            return
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._write_project(self._training.examples())
        done = self._rasa("train", "--fixed-model-name", "yardstick")
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
        stamp.write_text(made_from)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Run it while the block lasts."""
        command = [str(_RASA), "run", "--quiet", "--model", "models/yardstick.tar.gz"]
        command += ["--interface", "127.0.0.1", "--port", str(self.port)]
        process = subprocess.Popen(
            command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait(process)
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(_PARTING_SECONDS)

    @property
    def _environment(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self._folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),  # the pipeline's own components
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }

    def _write_project(self, examples: Mapping[str, list[str]]) -> None:
        config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
        # The whole domain is rules: what a rule does not answer is answered like out_of_scope.
        config["policies"] = [
            {"name": "RulePolicy", "core_fallback_action_name": "utter_out_of_scope"}
        ]
        rules = [
            {
                "rule": intent,
                "steps": [{"intent": intent}, {"action": f"utter_{intent}"}],
            }
            for intent in examples
        ]
        domain = {
            "version": "3.1",
            "intents": list(examples),
            "responses": {f"utter_{intent}": [{"text": intent}] for intent in examples},
        }
        self._write("config.yml", config)
        self._write("domain.yml", domain)
        self._write("data/rules.yml", {"version": "3.1", "rules": rules})
        self._write("credentials.yml", {"rest": None})
        (self._folder / "data/nlu.yml").write_text(rasa_yaml(dict(examples)), encoding="utf-8")

    def _write(self, name: str, content: object) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    def _rasa(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(_RASA), *arguments],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        begun = time.monotonic()
        while process.poll() is None and time.monotonic() - begun < _PATIENCE:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.1)
        raise TimeoutError("the plain Rasa server does not start")
