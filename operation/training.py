"""Builds the language model from the examples, and knows whether the one there is still right.

The work is done in the Python 3.10 environment, in a process that gets no setting of the operator.
A model is replaced only when its successor is complete; a failed training changes nothing.
"""

import hashlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from errors import ConfigurationError

_KEYS = {"intent", "th", "en"}
_ENVIRONMENT = Path(".venv-nlu/bin/python")
_MADE_FROM = (
    "nlu_data/**/*.yml",
    "config.yml",
    "bot/nlu/*.py",
    "bot/language.py",
    "bot/content/language.yml",
    "requirements/nlu.txt",
)
_LIMIT = 1_800  # seconds; a hanging training must end some day
_TAIL = 15  # lines of a failed training's output that are shown


@dataclass(frozen=True, slots=True)
class BuiltModel:
    """The model in use.

    Attributes:
        file: its name in HOME/models.
        sha256: digest of that file; the parse server loads no other.
        made_from: digest of everything it was made from.
    """

    file: str
    sha256: str
    made_from: str


class Training:
    """Examples in, model out.

    Args:
        root: the repository's folder.
        home: HELPLINE_HOME; models are kept in its folder `models`.
        normalise: brings an example to the one form in which messages reach the model.
    """

    def __init__(self, root: Path, home: Path, normalise: Callable[[str], str]) -> None:
        self._root, self._normalise = root, normalise
        self._models = home / "models"
        self._current = self._models / "current.json"

    def made_from(self) -> str:
        """Return the digest of everything a model built now would be made from."""
        digest = hashlib.sha256()
        for path in self._sources():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(self._root)}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    def current(self) -> BuiltModel | None:
        """Return the model in use; None when there is none, or what is there cannot be used."""
        try:
            model = BuiltModel(**json.loads(self._current.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return model if (self._models / model.file).is_file() else None

    def up_to_date(self) -> bool:
        """Say whether the model in use was made from what is there now."""
        model = self.current()
        return model is not None and model.made_from == self.made_from()

    def train(self) -> str:
        """Build the model if it is needed; return one line that says what happened.

        Raises:
            ConfigurationError: the environment is missing, an example is wrong, or the training
                failed; the model in use stays.
        """
        if self.up_to_date():
            return "up to date"
        begun = time.monotonic()
        made_from = self.made_from()
        examples = self.examples()
        self._models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._models, prefix=".making-") as folder:
            model = self._keep(self._run(Path(folder), examples), made_from)
        lines, seconds = sum(map(len, examples.values())), time.monotonic() - begun
        return f"built {model.file}: {len(examples)} intents, {lines} examples, {seconds:.0f} s"

    def examples(self) -> dict[str, list[str]]:
        """Return the normalised examples of each intent, each once.

        Raises:
            ConfigurationError: listing everything that is wrong with them.
        """
        found: dict[str, dict[str, None]] = {}
        owner: dict[str, tuple[str, str]] = {}
        wrong: list[str] = []
        for where, intent, line in self._lines(wrong):
            plain = _plain(self._normalise(line))
            first, other = owner.setdefault(plain, (where, intent))
            if not plain:
                wrong.append(f"{where}: nothing is left of {line!r}")
            elif other != intent:
                wrong.append(f"{where}: {line!r} is also an example of {other} ({first})")
            else:
                found.setdefault(intent, {})[plain] = None
        if not wrong and len(found) < 2:  # noqa: PLR2004 - there is nothing to tell apart
            wrong.append("nlu_data: examples of at least two intents are needed")
        if wrong:
            raise ConfigurationError("the examples cannot be used:\n  " + "\n  ".join(wrong))
        return {intent: list(found[intent]) for intent in sorted(found)}

    def server(self, socket: Path, model: BuiltModel) -> tuple[list[str], dict[str, str]]:
        """Return command and whole environment of the parse server; start it in the root folder.

        It prints one line of JSON when it answers: `{"ready": true, "model", "network"}`.

        Raises:
            ConfigurationError: the Python 3.10 environment is missing.
        """
        archive = self._models / model.file
        command = self._python("bot.nlu.server")
        command += ["--socket", str(socket), "--model", str(archive), "--sha256", model.sha256]
        return command, self._surroundings()

    def _sources(self) -> list[Path]:
        return sorted({path for pattern in _MADE_FROM for path in self._root.glob(pattern)})

    def _lines(self, wrong: list[str]) -> Iterator[tuple[str, str, str]]:
        for path in sorted(self._root.glob("nlu_data/**/*.yml")):
            where = str(path.relative_to(self._root))
            try:
                entry = yaml.safe_load(path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
                wrong.append(f"{where}: {error}")
                continue
            if reason := _wrong_with(entry):
                wrong.append(f"{where}: {reason}")
                continue
            for line in [*entry["th"], *entry["en"]]:
                yield where, entry["intent"], line

    def _run(self, folder: Path, examples: dict[str, list[str]]) -> Path:
        data = folder / "examples.yml"
        data.write_text(rasa_yaml(examples), encoding="utf-8")
        command = [*self._python("bot.nlu.train"), "--data", str(data)]
        command += ["--config", str(self._root / "config.yml"), "--out", str(folder)]
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                command,
                cwd=self._root,
                env=self._surroundings(),
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ConfigurationError(f"the training did not end in {_LIMIT} s") from None
        archive = folder / "model.tar.gz"
        if done.returncode or not archive.is_file():
            said = (done.stdout + done.stderr).decode(errors="replace").splitlines()
            raise ConfigurationError("the training failed:\n  " + "\n  ".join(said[-_TAIL:]))
        return archive

    def _python(self, module: str) -> list[str]:
        python = self._root / _ENVIRONMENT
        if not python.exists():
            raise ConfigurationError(f"{_ENVIRONMENT} is missing: run `make setup`")
        return [str(python), "-W", "ignore", "-m", module]

    def _surroundings(self) -> dict[str, str]:
        # Only what Python needs: the operator's environment may hold tokens.
        return {
            "PATH": os.defpath,
            "PYTHONPATH": str(self._root),
            "PYTHONHASHSEED": "0",
            "LANG": "C.UTF-8",
            "RASA_TELEMETRY_ENABLED": "false",
        }

    def _keep(self, archive: Path, made_from: str) -> BuiltModel:
        sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
        model = BuiltModel(f"{sha256}.tar.gz", sha256, made_from)
        before = self.current()
        archive.replace(self._models / model.file)
        unfinished = archive.with_name("current.json")
        unfinished.write_text(json.dumps(asdict(model), indent=1), encoding="ascii")
        unfinished.replace(self._current)
        # A server that is just starting may still be told to load the one before.
        keep = {model.file} | ({before.file} if before else set())
        for old in self._models.glob("*.tar.gz"):
            if old.name not in keep:
                old.unlink()
        return model


def rasa_yaml(examples: dict[str, list[str]]) -> str:
    """Return the examples in the form Rasa trains from."""
    nlu = [
        {"intent": intent, "examples": [{"text": line} for line in lines]}
        for intent, lines in examples.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=1_000)


def _plain(line: str) -> str:
    """Return a line without what Rasa's file format would take for an entity or a variable."""
    return " ".join(line.replace("[", " ").replace("$", " ").lstrip("/ ").split())


def _wrong_with(entry: object) -> str | None:
    """Say what is wrong with the form of one file of examples; None when nothing is."""
    if not isinstance(entry, dict) or entry.keys() != _KEYS:
        return "intent, th and en are expected, and nothing else"
    if not isinstance(entry["intent"], str):
        return "the intent is no word; it may need quotes"
    for language in ("th", "en"):
        if not isinstance(entry[language], list) or not entry[language]:
            return f"{language} is no list of lines"
        for line in entry[language]:
            if not isinstance(line, str):
                return f"{language}: {line!r} is no text; it may need quotes"
    return None
