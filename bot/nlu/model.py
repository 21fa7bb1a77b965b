"""The trained model: verified before anything of it is opened, then asked for the intents of texts.

It must never load another file than the one named by its digest, and no text may reach Rasa as a
command.
"""

import hashlib
import hmac
import io
import json
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bot.nlu.stand_in import needs_tensorflow, stand_in

NOTHING_TO_READ = "out_of_scope"
"""The intent of a text in which nothing is left to read, such as "/"; its confidence is 0."""

_COMMAND = "/"


class Found(NamedTuple):
    """An intent and how sure the model is of it, 0 to 1."""

    intent: str
    confidence: float


class UnfitModelError(Exception):
    """The model file is not the one that was asked for, or cannot be loaded."""


class Model:
    """A loaded model.

    Args:
        ask: returns intent and confidence of each of some texts, of which none is empty.
    """

    def __init__(self, ask: Callable[[Sequence[str]], Sequence[tuple[str, float]]]) -> None:
        self._ask = ask

    @classmethod
    def load(cls, archive: Path, sha256: str, scratch: Path) -> "Model":
        """Load exactly the archive with this digest.

        Args:
            archive: made by `bot.nlu.train`.
            sha256: in hexadecimal.
            scratch: an empty folder of this process.

        Raises:
            UnfitModelError: no such file or another one, and then nothing of it was opened; or
                Rasa cannot load it.
        """
        description = _unpack(archive, sha256, scratch)
        nodes = description["predict_schema"]["nodes"].values()
        if not needs_tensorflow(node["uses"] for node in nodes):
            stand_in()
        from bot.nlu.graph import Graph  # noqa: PLC0415 - imports Rasa, which takes seconds

        try:
            return cls(Graph(description, scratch / "components").intents)
        except Exception as error:
            raise UnfitModelError(f"Rasa cannot load the model: {error}") from error

    def read(self, texts: Sequence[str]) -> list[Found]:
        """Return what each text means, in order; many at once are read faster than one by one."""
        plain = [plain_text(text) for text in texts]
        asked = [text for text in plain if text]
        answers = iter(self._ask(asked) if asked else [])
        return [Found(*next(answers)) if text else Found(NOTHING_TO_READ, 0.0) for text in plain]


def plain_text(text: str) -> str:
    """Return the text in valid Unicode and without the sign by which Rasa knows a command."""
    return text.encode("utf-8", "replace").decode("utf-8").lstrip(_COMMAND + " \t\r\n\f\v").rstrip()


def _unpack(archive: Path, sha256: str, scratch: Path) -> dict[str, Any]:
    try:
        packed = archive.read_bytes()
    except OSError as error:
        raise UnfitModelError(f"the model cannot be read: {error.strerror}") from None
    if not hmac.compare_digest(hashlib.sha256(packed).hexdigest(), sha256.lower()):
        raise UnfitModelError("the model is not the one with this digest")
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as members:
            members.extractall(scratch, filter="data")
        description: dict[str, Any] = json.loads((scratch / "metadata.json").read_bytes())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise UnfitModelError(f"the model is no archive: {type(error).__name__}") from None
    return description
