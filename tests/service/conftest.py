"""Running helplines, and a small model made once by the real trainer."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operation.training import Training
from tests.service.installation import ROOT, Installation, new_home

EXAMPLES = {
    "talk_to_human": (
        ["ขอคุยกับคนได้ไหม", "อยากคุยกับเจ้าหน้าที่", "คุยกับพี่ได้ไหม"],
        ["talk to a person", "i want a real human", "can i speak to someone"],
    ),
    "greet": (["สวัสดี", "หวัดดี", "ดีจ้า"], ["hello", "hi there", "good morning"]),
    "where_to_get_help": (
        ["ขอความช่วยเหลือได้ที่ไหน", "โทรไปที่ไหนได้บ้าง", "มีที่ไหนช่วยได้"],
        ["where can i get help", "who can help me", "whom can i call"],
    ),
}


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a real model of three intents, which is built in seconds."""
    root = tmp_path_factory.mktemp("root")
    for name in (".venv-nlu", "bot", "errors.py", "config.yml", "requirements"):
        (root / name).symlink_to(ROOT / name)
    (root / "nlu_data").mkdir()
    for intent, (th, en) in EXAMPLES.items():
        entry = json.dumps({"intent": intent, "th": th, "en": en}, ensure_ascii=False)
        (root / "nlu_data" / f"{intent}.yml").write_text(entry, encoding="utf-8")
    home = tmp_path_factory.mktemp("models")
    Training(root, home, str.casefold, lambda: str).train()
    return home / "models"


@pytest.fixture
def installation(models: Path) -> Iterator[Installation]:
    """A home with a model, not yet started; whatever runs in it is ended with the test."""
    with new_home() as home:
        one = Installation(home)
        home.mkdir()
        shutil.copytree(models, home / "models")
        yield one
        one.end()


@pytest.fixture
def bare() -> Iterator[Callable[[], Installation]]:
    """Make homes without a model."""
    made: list[Installation] = []

    def make() -> Installation:
        context = new_home()
        folder = context.__enter__()
        one = Installation(folder)
        one.home.mkdir()
        made.append(one)
        contexts.append(context)
        return one

    contexts: list[object] = []
    yield make
    for one, context in zip(made, contexts, strict=True):
        one.end()
        context.__exit__(None, None, None)  # type: ignore[attr-defined]
