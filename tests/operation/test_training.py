"""When a model is built, from what, and what becomes of the one before when something is wrong."""

import hashlib
import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import yaml

from errors import ConfigurationError
from operation.training import Training, rasa_yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root folder with the real code and environment, and two intents."""
    root = tmp_path / "root"
    shutil.copytree(
        ROOT / "bot/nlu", root / "bot/nlu", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in (
        "bot/__init__.py",
        "bot/language.py",
        "bot/pieces.py",
        "bot/separated.py",
        "errors.py",
        "config.yml",
    ):
        shutil.copy(ROOT / name, root / name)
    (root / ".venv-nlu").symlink_to(ROOT / ".venv-nlu")
    write(root, "talk/greet", th=["สวัสดี", "หวัดดี", "ดีจ้า"], en=["Hello", "hi there", "good morning"])
    write(
        root,
        "talk/thanks",
        th=["ขอบคุณ", "ขอบใจนะ", "ขอบคุณมาก"],
        en=["thanks", "thank you", "many thanks"],
    )
    return root


def write(root: Path, name: str, **entry: object) -> Path:
    path = root / "nlu_data" / f"{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    entry = {"intent": path.stem} | entry
    path.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def training(root: Path, tmp_path: Path) -> Training:
    return Training(root, tmp_path / "home", str.casefold, lambda: str)


@pytest.fixture
def fake_trainer(root: Path) -> Callable[[str], None]:
    """Put a shell script in the place of Python 3.10; `$data` and `$out` are what it was given."""

    def replace(script: str) -> None:
        (root / ".venv-nlu").unlink()
        python = root / ".venv-nlu/bin/python"
        python.parent.mkdir(parents=True)
        danger = """[ "$4" = bot.nlu.danger ] && { echo "{}" > "$8"; exit 0; }"""
        of_the_model = f'shift 4; data="$2"; out="$6"\n{script}'
        python.write_text(f"#!/bin/sh\n{danger}\n{of_the_model}\n", encoding="utf-8")
        python.chmod(0o700)

    return replace


def features(archive: Path) -> dict[str, object]:
    """Return what a model has learned, without the random ids and dates around it."""
    learned: dict[str, object] = {}
    with tarfile.open(archive) as members:
        for member in members.getmembers():
            read = members.extractfile(member)
            if read is None or not member.name.startswith("components"):
                continue
            content = read.read()
            if member.name.endswith(".skops"):
                with zipfile.ZipFile(BytesIO(content)) as parts:
                    arrays = [part for part in parts.infolist() if part.filename.endswith(".npy")]
                    learned[member.name] = sorted(part.CRC for part in arrays)
            else:
                learned[member.name] = hashlib.sha256(content).hexdigest()
    return learned


class TestTrain:
    def test_builds_keeps_and_builds_the_same_again(
        self, training: Training, tmp_path: Path
    ) -> None:
        """The real trainer, twice: the same examples give the same model."""
        models = tmp_path / "home/models"
        assert not training.up_to_date()
        said = training.train()
        first = training.current()
        assert first is not None
        assert said.startswith(f"built {first.file}: 2 intents, 12 examples, ")
        assert hashlib.sha256((models / first.file).read_bytes()).hexdigest() == first.sha256
        assert json.loads((models / "current.json").read_bytes()) == {
            "file": first.file,
            "sha256": first.sha256,
            "made_from": training.made_from(),
            "danger": first.danger,
        }
        assert training.danger_table() == models / first.danger
        assert training.up_to_date()
        assert training.train() == "up to date"

        learned = features(models / first.file)
        assert len(learned) >= 2
        (models / "current.json").unlink()
        training.train()
        second = training.current()
        assert second is not None
        assert features(models / second.file) == learned
        assert sorted(path.name for path in models.iterdir()) == sorted(
            [second.file, second.danger, "current.json"]
        )

    def test_the_trainer_gets_nothing_of_the_operators_environment(
        self,
        training: Training,
        fake_trainer: Callable[[str], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("TELEGRAM_TOKEN", "planted")
        fake_trainer('env > "$out/model.tar.gz"')
        training.train()
        model = training.current()
        assert model is not None
        command, surroundings = training.server(Path("s"), model)
        given = Path(command[command.index("--model") + 1]).read_text(encoding="utf-8")
        assert "RASA_TELEMETRY_ENABLED=false" in given
        assert "planted" not in given
        assert surroundings["RASA_TELEMETRY_ENABLED"] == "false"
        assert "planted" not in surroundings.values()

    def test_a_failed_training_shows_its_end_and_keeps_the_model(
        self, training: Training, fake_trainer: Callable[[str], None], root: Path
    ) -> None:
        fake_trainer(
            '[ -f "$PYTHONPATH/broken" ] && { seq 100; echo no room >&2; exit 3; }; echo 1 > "$out/model.tar.gz"'
        )
        training.train()
        before = training.current()
        (root / "broken").touch()
        write(root, "talk/greet", th=["สวัสดี"], en=["hello"])
        with pytest.raises(
            ConfigurationError, match=r"the training failed:\n  87\n(.|\n)*100\n  no room$"
        ):
            training.train()
        assert training.current() == before
        assert not training.up_to_date()

    def test_a_training_that_makes_nothing_has_failed(
        self, training: Training, fake_trainer: Callable[[str], None]
    ) -> None:
        fake_trainer("exit 0")
        with pytest.raises(ConfigurationError, match="the training failed"):
            training.train()
        assert training.current() is None

    def test_the_model_before_stays_for_a_server_that_is_starting(
        self, training: Training, fake_trainer: Callable[[str], None], root: Path, tmp_path: Path
    ) -> None:
        fake_trainer('cp "$data" "$out/model.tar.gz"')
        kept = []
        for number in range(4):
            write(root, "talk/greet", th=["สวัสดี"], en=[f"hello {number}"])
            training.train()
            model = training.current()
            assert model is not None
            kept.append(model.file)
        there = {path.name for path in (tmp_path / "home/models").iterdir()}
        assert {name for name in there if name.endswith(".gz")} == set(kept[-2:])

    def test_a_missing_environment_says_how_to_mend_it(
        self, training: Training, root: Path
    ) -> None:
        (root / ".venv-nlu").unlink()
        with pytest.raises(ConfigurationError, match="make setup"):
            training.train()


class TestUpToDate:
    @pytest.mark.parametrize(
        "name", ["nlu_data/talk/greet.yml", "config.yml", "bot/nlu/train.py", "bot/language.py"]
    )
    def test_a_change_of_anything_it_is_made_from_shows(
        self, training: Training, root: Path, name: str
    ) -> None:
        before = training.made_from()
        with (root / name).open("a", encoding="utf-8") as file:
            file.write("\n# another line\n")
        assert training.made_from() != before

    @pytest.mark.parametrize(
        "name",
        [
            "nlu_data/new.yml",
            "bot/content/language.yml",
            "requirements/nlu.txt",
            "bot/nlu/another.py",
        ],
    )
    def test_a_new_source_shows(self, training: Training, root: Path, name: str) -> None:
        before = training.made_from()
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")
        assert training.made_from() != before

    def test_a_renamed_source_shows(self, training: Training, root: Path) -> None:
        before = training.made_from()
        (root / "nlu_data/talk/greet.yml").rename(root / "nlu_data/talk/hello.yml")
        assert training.made_from() != before

    def test_what_it_is_not_made_from_does_not(self, training: Training, root: Path) -> None:
        before = training.made_from()
        (root / "bot/dialogue.py").write_text("x", encoding="utf-8")
        assert training.made_from() == before

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{",
            "[]",
            "{}",
            '{"file": "x"}',
            '{"file": "gone", "sha256": "", "made_from": "", "danger": ""}',
        ],
    )
    def test_a_spoilt_record_means_no_model(
        self, training: Training, tmp_path: Path, content: str
    ) -> None:
        (tmp_path / "home/models").mkdir(parents=True)
        (tmp_path / "home/models/current.json").write_text(content, encoding="utf-8")
        assert training.current() is None
        assert not training.up_to_date()


class TestLines:
    def test_are_as_they_were_written_also_those_that_tell_of_risk_alone(
        self, training: Training, root: Path
    ) -> None:
        write(root, "talk/greet", th=["สวัสดี ค่ะ"], en=["HELLO"])
        (root / "nlu_data/risk.yml").write_text(
            "risk: {danger: {th: [ก], en: [A]}, none: {th: [ข], en: [B]}}", encoding="utf-8"
        )
        assert [*training.lines()][:2] == ["ก", "A"]
        assert {"สวัสดี ค่ะ", "HELLO", "ข", "B"} <= {*training.lines()}

    def test_a_wrong_file_is_named(self, training: Training, root: Path) -> None:
        (root / "nlu_data/a.yml").write_text("risk: {danger: {th: [a]}}", encoding="utf-8")
        with pytest.raises(ConfigurationError, match=r"nlu_data/a\.yml: th and en"):
            list(training.lines())


class TestExamples:
    def test_are_normalised_and_each_stands_once(self, training: Training, root: Path) -> None:
        write(root, "talk/greet", th=["สวัสดี"], en=["HELLO", "hello"])
        assert training.examples()["greet"] == ["สวัสดี", "hello"]

    def test_one_line_under_two_intents_is_refused_with_both_names(
        self, training: Training, root: Path
    ) -> None:
        write(root, "other/talk_to_human", th=["ขอบคุณ"], en=["person"])
        with pytest.raises(ConfigurationError) as caught:
            training.examples()
        assert "nlu_data/talk/thanks.yml" in str(caught.value)
        assert "also an example of talk_to_human (nlu_data/other/talk_to_human.yml)" in str(
            caught.value
        )

    def test_lines_that_differ_only_before_normalising_are_one_line(
        self, training: Training, root: Path
    ) -> None:
        write(root, "other/human", th=["คน"], en=["THANKS"])
        with pytest.raises(ConfigurationError, match="'thanks' is also an example of human"):
            training.examples()

    @pytest.mark.parametrize(
        ("entry", "reason"),
        [
            ({"th": ["ก"], "en": ["a"], "note": "x"}, "nothing else"),
            ({"th": ["ก"]}, "nothing else"),
            ({"th": ["ก"], "en": []}, "en is no list"),
            ({"th": "ก", "en": ["a"]}, "th is no list"),
            ({"th": ["ก"], "en": [True]}, "may need quotes"),
            ({"th": ["ก"], "en": ["a"], "intent": True}, "may need quotes"),
            ({"th": ["ก"], "en": ["//"]}, "nothing is left of"),
        ],
    )
    def test_a_wrong_file_is_named_with_the_reason(
        self, training: Training, root: Path, entry: dict[str, object], reason: str
    ) -> None:
        write(root, "bad", **entry)
        with pytest.raises(ConfigurationError, match=f"nlu_data/bad.yml.*{reason}"):
            training.examples()

    def test_everything_wrong_is_told_at_once(self, training: Training, root: Path) -> None:
        (root / "nlu_data/a.yml").write_text("{", encoding="utf-8")
        (root / "nlu_data/b.yml").write_bytes(b"\xff")
        write(root, "c", th=[1], en=["x"])
        with pytest.raises(ConfigurationError, match=r"(?s)a\.yml.*b\.yml.*c\.yml"):
            training.examples()

    def test_one_intent_is_not_enough(self, training: Training, root: Path) -> None:
        (root / "nlu_data/talk/thanks.yml").unlink()
        with pytest.raises(ConfigurationError, match="two intents"):
            training.examples()

    def test_signs_of_rasas_own_format_are_plain_text(self, training: Training, root: Path) -> None:
        write(
            root, "x", th=["/greet"], en=["my [name](person)", "${HOME} is far", 'a: "b" - c # d']
        )
        assert training.examples()["x"] == [
            "greet",
            "my name](person)",
            "{home} is far",
            'a: "b" - c # d',
        ]

    def test_the_file_for_rasa_holds_just_the_examples(self) -> None:
        written = yaml.safe_load(rasa_yaml({"greet": ["สวัสดี", "a: b"]}))
        examples = "- สวัสดี\n- a: b\n"
        assert written == {"version": "3.1", "nlu": [{"intent": "greet", "examples": examples}]}
