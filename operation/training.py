"""Builds the language model and the table of danger from the examples, when there is need to.

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
from typing import Any

import yaml

from errors import ConfigurationError
from operation.sources import digest_of

_KEYS = {"intent", "th", "en"}
_LEVELS = ("danger", "concern", "none")
_ENVIRONMENT = Path(".venv-nlu/bin/python")
_MADE_FROM = (
    "nlu_data/**/*.yml",
    "config.yml",
    "bot/nlu/*.py",
    "bot/language.py",
    "bot/pieces.py",
    "bot/separated.py",
    "bot/risk.py",
    "bot/content/language.yml",
    "bot/content/risk/context.yml",
    "requirements/nlu.txt",
)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LIMIT = 1_800  # seconds; a hanging training must end some day
_TAIL = 15  # lines of a failed training's output that are shown


@dataclass(frozen=True, slots=True)
class BuiltModel:
    """The model in use.

    Attributes:
        file: its name in HOME/models.
        sha256: digest of that file; the parse server loads no other.
        made_from: digest of everything it was made from.
        danger: name of the table from which danger is heard (`bot.danger`), in the same folder.
    """

    file: str
    sha256: str
    made_from: str
    danger: str


class Training:
    """Examples in, model out.

    Args:
        root: the repository's folder.
        home: HELPLINE_HOME; models are kept in its folder `models`.
        normalise: brings an example to the one form in which messages reach the model.
        hearing: makes what brings a normalised example to the form in which danger is heard
            (`bot.danger`); asked only when something is learned, for it reads a dictionary.
    """

    def __init__(
        self,
        root: Path,
        home: Path,
        normalise: Callable[[str], str],
        hearing: Callable[[], Callable[[str], str]],
    ) -> None:
        self._root, self._normalise, self._hearing = root, normalise, hearing
        self._models = home / "models"
        self._current = self._models / "current.json"

    def made_from(self) -> str:
        """Return the digest of everything a model built now would be made from."""
        return digest_of(self._root, _MADE_FROM)

    def current(self) -> BuiltModel | None:
        """Return the model in use; None when there is none, or what is there cannot be used."""
        try:
            model = BuiltModel(**json.loads(self._current.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        there = all((self._models / name).is_file() for name in (model.file, model.danger))
        return model if there else None

    def made_at(self, model: BuiltModel) -> int:
        """Return when a model was made, in milliseconds since the epoch."""
        return (self._models / model.file).stat().st_mtime_ns // 1_000_000

    def danger_table(self) -> Path | None:
        """Return the table from which danger is heard; None when nothing was trained yet."""
        model = self.current()
        return self._models / model.danger if model else None

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
        examples, told = self.examples(), self.told()
        self._models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._models, prefix=".making-") as folder:
            archive = self._model_from(Path(folder), examples)
            table = self._table_from(Path(folder), told)
            model = self._keep(archive, table, made_from)
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

    def told(self) -> list[tuple[str, str]]:
        """Return (level, text) of every line whose risk is known, in the form it is heard in.

        The lines of `nlu_data/risk`, and those of intents that state one `risk` for all of them;
        what stands in two levels is of the higher one.

        Raises:
            ConfigurationError: a file is not of this form.
        """
        heard = self._hearing()
        found: dict[str, str] = {}
        for where, entry in self._entries([]):
            try:
                for level, line in _levels(entry):
                    text = heard(self._normalise(line))
                    found[text] = min(level, found.get(text, level), key=_LEVELS.index)
            except (KeyError, TypeError, AttributeError):
                raise ConfigurationError(
                    f"{where}: risk: danger, concern and none, each with th and en, are expected"
                ) from None
        return [(level, text) for text, level in found.items() if text]

    def lines(self) -> Iterator[str]:
        """Yield every line as it was written, also those that only tell of danger or of none.

        Raises:
            ConfigurationError: a file is not of this form.
        """
        for where, entry in self._entries([]):
            lists = [entry] if "th" in entry else entry.get("risk", {}).values()
            try:
                yield from (line for each in lists for line in (*each["th"], *each["en"]))
            except (KeyError, TypeError, AttributeError):
                raise ConfigurationError(f"{where}: th and en are expected") from None

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

    def _entries(self, wrong: list[str]) -> Iterator[tuple[str, Any]]:
        for path in sorted(self._root.glob("nlu_data/**/*.yml")):
            where = str(path.relative_to(self._root))
            try:
                yield where, yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one
            except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
                wrong.append(f"{where}: {error}")

    def _lines(self, wrong: list[str]) -> Iterator[tuple[str, str, str]]:
        for where, entry in self._entries(wrong):
            if isinstance(entry, dict) and entry.keys() == {"risk"}:
                continue
            if reason := _wrong_with(entry):
                wrong.append(f"{where}: {reason}")
                continue
            for line in [*entry["th"], *entry["en"]]:
                yield where, entry["intent"], line

    def _model_from(self, folder: Path, examples: dict[str, list[str]]) -> Path:
        data = folder / "examples.yml"
        data.write_text(rasa_yaml(examples), encoding="utf-8")
        config = str(self._root / "config.yml")
        given = ["--data", str(data), "--config", config, "--out", str(folder)]
        return self._run("bot.nlu.train", given, folder / "model.tar.gz")

    def _table_from(self, folder: Path, told: list[tuple[str, str]]) -> Path:
        data, table = folder / "told.json", folder / "danger.json"
        data.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return self._run("bot.nlu.danger", ["--data", str(data), "--out", str(table)], table)

    def _run(self, module: str, given: list[str], made: Path) -> Path:
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [*self._python(module), *given],
                cwd=self._root,
                env=self._surroundings(),
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ConfigurationError(f"the training did not end in {_LIMIT} s") from None
        if done.returncode or not made.is_file():
            said = (done.stdout + done.stderr).decode(errors="replace").splitlines()
            raise ConfigurationError("the training failed:\n  " + "\n  ".join(said[-_TAIL:]))
        return made

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
            "PYTHAINLP_READ_ONLY": "1",
        }

    def _keep(self, archive: Path, table: Path, made_from: str) -> BuiltModel:
        sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
        danger = f"{hashlib.sha256(table.read_bytes()).hexdigest()}.danger.json"
        model = BuiltModel(f"{sha256}.tar.gz", sha256, made_from, danger)
        before = self.current()
        archive.replace(self._models / model.file)
        table.replace(self._models / model.danger)
        unfinished = self._models / f".{made_from}"
        unfinished.write_text(json.dumps(asdict(model), indent=1), encoding="ascii")
        unfinished.replace(self._current)
        # A server that is just starting may still be told to load the one before.
        keep = {self._current.name}.union(
            *((one.file, one.danger) for one in (model, before) if one)
        )
        for old in (*self._models.glob("*.tar.gz"), *self._models.glob("*.danger.json")):
            if old.name not in keep:
                old.unlink()
        return model


def rasa_yaml(examples: dict[str, list[str]]) -> str:
    """Return the examples in the form Rasa trains from.

    One text with a line for each: Rasa reads that in a tenth of the time it needs for a list.
    """
    nlu = [
        {"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)}
        for intent, lines in examples.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=1_000_000)


def _plain(line: str) -> str:
    """Return a line without what Rasa's file format would take for an entity or a variable."""
    return " ".join(line.replace("[", " ").replace("$", " ").lstrip("/ ").split())


def _levels(entry: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - as it stands in the file
    """Yield the lines of one file whose risk it states."""
    stated = entry.get("risk", {})
    by_level = {stated: entry} if isinstance(stated, str) else stated
    for level, lines in by_level.items():
        if level not in _LEVELS:
            raise KeyError(level)
        yield from ((level, line) for line in (*lines["th"], *lines["en"]))


def _wrong_with(entry: object) -> str | None:
    """Say what is wrong with the form of one file of examples; None when nothing is."""
    if not isinstance(entry, dict) or entry.keys() - {"risk"} != _KEYS:
        return "intent, th and en are expected, and nothing else but a risk"
    if entry.get("risk", "none") not in _LEVELS:
        return f"risk: one of {', '.join(_LEVELS)} is expected"
    if not isinstance(entry["intent"], str):
        return "the intent is no word; it may need quotes"
    for language in ("th", "en"):
        if not isinstance(entry[language], list) or not entry[language]:
            return f"{language} is no list of lines"
        for line in entry[language]:
            if not isinstance(line, str):
                return f"{language}: {line!r} is no text; it may need quotes"
    return None
