"""The log keeps to its list: what is not on it never comes out, whoever logs it and at any level."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from operation import log

SECRET = "a child's own words"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Put logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger("aiohttp.access").disabled = False


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_only_listed_fields_come_out(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("gateway")
    structlog.get_logger().error("turn_failed", error="KeyError", text=SECRET, address=SECRET)
    [line] = lines(capsys)
    assert line.keys() <= log.FIELDS
    assert (line["event"], line["error"], line["role"]) == ("turn_failed", "KeyError", "gateway")


@pytest.mark.parametrize("level", ["debug", "info"])
def test_a_library_may_only_say_that_something_happened(
    capsys: pytest.CaptureFixture[str], level: str
) -> None:
    log.configure("desk", level)
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception("failed on %s", SECRET)
    [line] = lines(capsys)
    assert SECRET not in str(line)
    assert (line["event"], line["logger"], line["error"]) == ("library", "some", "ValueError")


def test_at_debug_more_is_logged_and_still_no_word(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("gateway", "debug")
    logging.getLogger("redis").debug("SET %s", SECRET)
    structlog.get_logger().debug("looked", what=SECRET[:0], text=SECRET)
    said = lines(capsys)
    assert [line["level"] for line in said] == ["debug", "debug"]
    assert SECRET not in str(said)


def test_below_debug_libraries_are_heard_from_warning_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure("gateway")
    logging.getLogger("redis").info("connected to %s", SECRET)
    logging.getLogger("aiohttp.access").warning("GET /%s", SECRET)
    assert lines(capsys) == []
