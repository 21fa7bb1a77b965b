"""Collects what would hurt in service, each finding with what to do about it.

It only reads: a check changes nothing, asks nothing of a child's data and prints no secret.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from errors import HelplineError
from operation.settings import Settings

_LOCAL = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was seen: where it hurts, with how to mend it.

    Attributes:
        hurts: it is not as it should be; False for what an operator only has to know.
    """

    where: str
    what: str
    hurts: bool = True


def findings_of(where: str, load: Callable[[], object]) -> Iterator[Finding]:
    """Yield what loading a part refuses, one finding for each line."""
    try:
        load()
    except HelplineError as error:
        for line in str(error).splitlines():
            yield Finding(where, line)


def production_findings(settings: Settings) -> Iterator[Finding]:
    """Yield settings that are fit for a demo or a test only."""
    if settings.demo:
        yield Finding("HELPLINE_DEMO", "is on: one-time codes would be shown to anyone; unset it")
    if settings.crash_file:
        yield Finding("HELPLINE_CRASH_FILE", "is for tests of this project only; unset it")
    yield from _address_findings(settings)
    yield from _key_findings(settings)


def _address_findings(settings: Settings) -> Iterator[Finding]:
    address = urlsplit(settings.public_url or "")
    if address.scheme != "https" or not address.hostname or address.hostname in _LOCAL:
        yield Finding("HELPLINE_PUBLIC_URL", "is no https address that children can reach")


def _key_findings(settings: Settings) -> Iterator[Finding]:
    keys = settings.master_keys
    if not keys.exists():
        yield Finding(str(keys), "is missing: helpline run makes it, once")
    elif keys.stat().st_mode & 0o077:
        yield Finding(str(keys), "can be read by others: chmod 600")
    if settings.home.exists() and settings.home.stat().st_mode & 0o077:
        yield Finding(str(settings.home), "can be entered by others: chmod 700")
    if _inside(keys, settings.home / "store") or _inside(keys, settings.home / "keyring"):
        yield Finding(str(keys), "lies with what it protects: move it out of the store and keyring")


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
