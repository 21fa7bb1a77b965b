"""Settings: the environment wins over the file, and a wrong one is named in a sentence."""

from pathlib import Path

import pytest

from errors import ConfigurationError
from operation.settings import load_settings


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read no settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "PUBLIC_PORT", "DESK_PORT", "DEMO", "LOG_LEVEL", "PARTITIONS"):
        monkeypatch.delenv(f"HELPLINE_{name}", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


def test_without_any_setting_it_runs_here(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.home == tmp_path / "var"
    assert (settings.public_port, settings.desk_port, settings.metrics_port) == (8080, 8081, 9090)
    assert settings.bind == "127.0.0.1"
    assert settings.redis_url is None
    assert settings.demo is False
    assert settings.log_level == "info"
    assert settings.master_keys == tmp_path / "var" / "master.key"


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "helpline.toml").write_text("public_port = 8180\ndesk_port = 8181\n")
    monkeypatch.setenv("HELPLINE_PUBLIC_PORT", "8280")
    monkeypatch.setenv("REDIS_URL", "redis://store:6379")
    settings = load_settings()
    assert (settings.public_port, settings.desk_port) == (8280, 8181)
    assert settings.redis_url == "redis://store:6379"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PUBLIC_PORT", "0"), ("DESK_PORT", "many"), ("PARTITIONS", "0"), ("LOG_LEVEL", "chatty")],
)
def test_a_wrong_setting_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The value may be a secret put into the wrong place."""
    monkeypatch.setenv(f"HELPLINE_{name}", value)
    with pytest.raises(ConfigurationError, match=name) as refusal:
        load_settings()
    assert f"'{value}'" not in str(refusal.value).replace("'debug', 'info', 'warning'", "")


@pytest.mark.parametrize("text", ["public_port = [", "no_such_setting = 1"])
def test_a_wrong_file_is_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "helpline.toml").write_text(text)
    with pytest.raises(ConfigurationError):
        load_settings()
