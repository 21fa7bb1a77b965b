"""The help services a child may be told of, checked when loaded.

What may be shown: the national first lines (191, 1669, 1387, 1300, 1323) from the first day,
because a child must never stand without them; everything else only after an operator has called it
through, or, marked so, in a demonstration; what is suspended or retired, never.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.confirmations import Confirmation
from bot.need import Need
from bot.numbers import digits_of
from bot.service import Service, Status, read_service
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

_ADDRESS = re.compile(
    r"(?<![\w.@-])(?:https?://)?(?P<host>(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,})(?![\w@])"
    r"|(?P<line>(?<![\w.])@[a-z0-9._-]{3,})|(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]+)"
)
"""What looks like a web address, a LINE id or a mail address in a reviewed text."""

_GONE = frozenset({Status.SUSPENDED, Status.RETIRED})

FRESH = timedelta(days=180)
"""For how long a call-through counts; then somebody calls again."""


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
            demo: show what is published too, marked as not called through.

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
        if service.status in _GONE:
            return False
        return self._is_sure(service) or (self._demo and service.is_published)

    def is_untried(self, service: Service) -> bool:
        """Say whether this is shown in a demonstration only, and has to be marked so."""
        return not self._is_sure(service)

    def open_at(self, at: datetime) -> tuple[Service, ...]:
        """Return the services shown that are open for certain at this moment of Thai time."""
        return tuple(one for one in self.services if self.shows(one) and one.open_at(at))

    def for_topic(self, intent: str, need: Need, limit: int = 3) -> tuple[Service, ...]:
        """Return what to offer for an intent: open ones first, then by language and rank.

        Services for any trouble stand in when none is made for this one, so that it is never empty
        while a first line is in the directory.
        """
        shown = [one for one in self.services if self.shows(one) and need.fits(one)]
        fitting = [one for one in shown if intent in one.topics]
        chosen = fitting or [one for one in shown if _ANYWHERE in one.topics]
        return tuple(sorted(chosen, key=need.order)[:limit])

    def chosen(self, ids: Iterable[str], need: Need) -> tuple[Service, ...]:
        """Return those of the named services that may be shown and fit, open ones first."""
        named = (self._services.get(service_id) for service_id in ids)
        shown = [one for one in named if one and self.shows(one) and need.fits(one)]
        return tuple(sorted(shown, key=need.order))

    def to_call_through(self, today: date) -> tuple[Service, ...]:
        """Return what nobody has called through within `FRESH`, first lines first."""
        due = [
            one
            for one in self.services
            if one.status not in _GONE
            and (one.verified_on is None or today - one.verified_on > FRESH)
        ]
        return tuple(sorted(due, key=lambda one: not one.first_line))

    def numbers(self) -> frozenset[str]:
        """Return every number of the directory, as digits: these are never masked."""
        return frozenset(
            digits_of(phone)
            for one in self.services
            if one.status is not Status.RETIRED
            for phone in one.phones()
        )

    def published(self) -> frozenset[str]:
        """Return what is never masked of the services: numbers, LINE ids, hosts and names."""
        return self.numbers() | _addresses(self.services) | _names(self.services)

    def unknown_numbers(self, text: str) -> tuple[str, ...]:
        """Return what looks like a phone number in a reviewed text and is not the directory's."""
        typed = fold(text)
        known = self.numbers()
        found = (typed.cased(*match.span()).strip() for match in _NUMBER.finditer(typed.folded))
        return tuple(number for number in found if digits_of(fold(number).folded) not in known)

    def unsure_numbers(self, text: str) -> tuple[str, ...]:
        """Return the numbers in a text whose service is not shown to every child at any time.

        A text is read whatever the directory may show; such a number belongs under the services of
        a card.
        """
        typed = fold(text)
        sure = {
            digits_of(phone)
            for one in self.services
            if self._is_sure(one)
            for phone in one.phones()
        }
        found = (typed.cased(*match.span()).strip() for match in _NUMBER.finditer(typed.folded))
        return tuple(number for number in found if digits_of(fold(number).folded) not in sure)

    def unknown_addresses(self, text: str, sources: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the links, LINE ids and mail addresses in a text that are nobody's we know.

        Args:
            text: a reviewed one.
            sources: the pages it is taken from; their hosts may be named.
        """
        sure = [one for one in self.services if self._is_sure(one)]
        known = _addresses(sure) | {_host(url) for url in sources}
        found = (match for match in _ADDRESS.finditer(text.lower()))
        return tuple(match[0] for match in found if _name(match) not in known)

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

    def _is_sure(self, service: Service) -> bool:
        confirmed = service.status is Status.CONFIRMED
        return confirmed or (service.first_line and service.status not in _GONE)


def _addresses(services: Iterable[Service]) -> frozenset[str]:
    lines = {one.line.lstrip("@").lower() for one in services if one.line}
    return frozenset(lines | {_host(one.url) for one in services if one.url})


def _names(services: Iterable[Service]) -> frozenset[str]:
    """Return the names in small letters, also without what is said in brackets or at the end."""
    names = {name.lower() for one in services for name in one.name.values()}
    return frozenset(names | {re.split(r" \(|, ", name)[0] for name in names})


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _name(found: re.Match[str]) -> str:
    """Return an address as `published` has it: a host, a LINE id without its sign, or a mail."""
    return (found["host"] or found["line"] or found["mail"]).removeprefix("www.").lstrip("@")


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
    if confirmation is None or service.status in _GONE:
        return service
    return replace(
        service,
        status=Status.CONFIRMED,
        verified_on=confirmation.on,
        verified_by=confirmation.by,
    )
