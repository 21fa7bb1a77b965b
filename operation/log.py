"""Logging by allow-list: what is not on the list never reaches a log, whoever logs it.

A log line says that something happened, where and how it went; never who, and never a word. Texts
of exceptions are left out too, because a library may have put into them what it was working on.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "role",
        "channel",
        "language",
        "outcome",
        "error",
        "what",
        "port",
        "pid",
        "status",
        "count",
        "seconds",
        "logger",
    }
)
"""The fields a log line may have. Adding one is a decision about children's privacy."""


def allow_listed(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> Mapping[str, Any]:
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in FIELDS}


class _Bare(logging.Handler):
    """Passes on of a library's record only where it came from, how bad it is and which error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record without its message."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().log(
            record.levelno, "library", logger=record.name.partition(".")[0], error=error
        )


def configure(role: str, level_name: str = "info") -> None:
    """Set up logging for a process: JSON lines on standard error."""
    level = logging.getLevelNamesMapping()[level_name.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            allow_listed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    structlog.contextvars.bind_contextvars(role=role)
    root = logging.getLogger()
    root.handlers[:] = [_Bare()]
    root.setLevel(max(level, logging.WARNING) if level > logging.DEBUG else level)
    logging.getLogger("aiohttp.access").disabled = True
