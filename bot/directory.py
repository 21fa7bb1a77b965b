"""The help services a child may be told of, checked when loaded.

What may be shown: the national first lines (191, 1669, 1387, 1300, 1323) from the first day,
because a child must never stand without them; everything else only after an operator has called it
through, or in a demonstration; what is suspended or retired, never.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.confirmations import Confirmation
from bot.numbers import digits_of
from bot.service import ChannelStatus, Service, read_service
from bot.typed import fold
from bot.words import read_yaml
from errors import InvalidContent

RETIRED = "retired.yml"
"""The file of numbers that no longer lead to help."""

_ANYWHERE = "where_to_get_help"
_ID = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(
    r"(?<![\da-z/.,])(?:(?:\+66|0066|0)[\s\-]{0,2}\d(?:[\s\-.]{0,2}\d){6,8}|19\d|1[1-9]\d\d)"
    r"(?![\da-z]|[.,]\d)"
)
"""What looks like a Thai phone number in a reviewed text: nine or ten digits, or a short number."""

_GONE = frozenset({ChannelStatus.SUSPENDED, ChannelStatus.RETIRED})


class Directory:
    """The services, by id, with what an operator has confirmed."""

    def __init__(
        self, services: Iterable[Service], *, retired: Iterable[str] = (), demo: bool = False
    ) -> None:
        self._services = {service.id: service for service in services}
        self._retired = frozenset(digits_of(number) for number in retired)
        self._demo = demo

    @classmethod
    def load(
        cls,
        folder: Path,
        overlay: Path | None = None,
        confirmations: Mapping[str, Confirmation] | None = None,
        *,
        demo: bool = False,
    ) -> "Directory":
        """Read and check the services.

        Args:
            folder: YAML files, `id: entry`, and `retired.yml`.
            overlay: the operator's own folder; an entry replaces the one of the same id.
            confirmations: what `Confirmations.read` returned; of an unknown service it is ignored.
            demo: show unverified services too.

        Raises:
            InvalidContent: one line for each problem, naming file and entry.
        """
        problems: list[str] = []
        services: dict[str, Service] = {}
        retired: list[str] = []
        for path in (*_files(folder), *_files(overlay)):
            try:
                if path.name == RETIRED:
                    retired += _retired(path)
                else:
                    services |= {one.id: one for one in _entries(path, problems)}
            except InvalidContent as error:
                problems.append(str(error))
        confirmed = [
            _confirmed(one, (confirmations or {}).get(one.id)) for one in services.values()
        ]
        directory = cls(confirmed, retired=retired, demo=demo)
        problems += directory.retired_in_use()
        if problems:
            raise InvalidContent("\n".join(problems))
        return directory

    @property
    def services(self) -> tuple[Service, ...]:
        """Every service, shown or not, in the order of rank."""
        return tuple(sorted(self._services.values(), key=lambda one: (one.rank, one.id)))

    def service(self, service_id: str) -> Service | None:
        """Return one service, shown or not; None when there is none."""
        return self._services.get(service_id)

    def shows(self, service: Service) -> bool:
        """Say whether a child may be told of this service now."""
        if service.channel_status in _GONE:
            return False
        return service.first_line or self._demo or service.channel_status is ChannelStatus.CONFIRMED

    def open_at(self, at: datetime) -> tuple[Service, ...]:
        """Return the services shown that are open for certain at this moment of Thai time."""
        return tuple(one for one in self.services if self.shows(one) and one.open_at(at))

    def for_topic(self, intent: str, at: datetime, limit: int = 3) -> tuple[Service, ...]:
        """Return what to offer for an intent: open ones first, then by rank.

        Services for any trouble stand in when none is made for this one, so that it is never empty
        while a first line is in the directory.
        """
        shown = [one for one in self.services if self.shows(one)]
        fitting = [one for one in shown if intent in one.topics]
        chosen = fitting or [one for one in shown if _ANYWHERE in one.topics]
        return tuple(sorted(chosen, key=lambda one: not one.open_at(at))[:limit])

    def numbers(self) -> frozenset[str]:
        """Return every number of the directory, as digits: these are never masked."""
        return frozenset(
            digits_of(phone)
            for one in self.services
            if one.channel_status is not ChannelStatus.RETIRED
            for phone in one.phones()
        )

    def published(self) -> frozenset[str]:
        """Return the numbers with the LINE ids and hosts of the services: what is never masked."""
        lines = {one.line.lstrip("@").lower() for one in self.services if one.line}
        hosts = {
            host.removeprefix("www.")
            for one in self.services
            if one.url and (host := urlsplit(one.url).hostname)
        }
        return self.numbers() | lines | hosts

    def unknown_numbers(self, text: str) -> tuple[str, ...]:
        """Return what looks like a phone number in a reviewed text and is not the directory's."""
        typed = fold(text)
        known = self.numbers()
        found = (typed.cased(*match.span()).strip() for match in _NUMBER.finditer(typed.folded))
        return tuple(number for number in found if digits_of(fold(number).folded) not in known)

    def retired_numbers(self, text: str) -> tuple[str, ...]:
        """Return the retired numbers that stand in a text."""
        typed = fold(text)
        found = (typed.cased(*match.span()).strip() for match in _NUMBER.finditer(typed.folded))
        return tuple(number for number in found if digits_of(fold(number).folded) in self._retired)

    def retired_in_use(self) -> Iterator[str]:
        """Yield a sentence for each service that is reached by a retired number."""
        for one in self.services:
            for phone in one.phones():
                if digits_of(phone) in self._retired:
                    yield f"{one.id}: phone: {phone} is retired"


def _files(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("*.yml")) if folder else []


def _entries(path: Path, problems: list[str]) -> Iterator[Service]:
    for service_id, entry in read_yaml(path).items():
        if not _ID.fullmatch(str(service_id)):
            problems.append(
                f"{path.name}: {service_id}: an id is small ASCII letters, digits and _"
            )
            continue
        try:
            yield read_service(service_id, entry)
        except InvalidContent as error:
            lines = str(error).splitlines()
            problems += [f"{path.name}: {service_id}: {line}" for line in lines]


def _retired(path: Path) -> list[str]:
    try:
        return [str(entry["number"]) for entry in read_yaml(path)["retired"]]
    except (KeyError, TypeError):
        raise InvalidContent(f"{path.name}: retired: number and reason are expected") from None


def _confirmed(service: Service, confirmation: Confirmation | None) -> Service:
    if confirmation is None or service.channel_status in _GONE:
        return service
    return replace(
        service,
        channel_status=ChannelStatus.CONFIRMED,
        verified_on=confirmation.on,
        verified_by=confirmation.by,
    )
