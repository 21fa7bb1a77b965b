"""The command line: each command calls the composition and says what came of it.

A person never sees a traceback from here: what can be mended is one sentence, with exit status 1; a
wrong use of a command has status 2.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
import uvloop
from rich.console import Console
from rich.table import Table

from errors import ConfigurationError, HelplineError
from operation import log, memory
from operation.settings import Settings, load_settings


class Role(StrEnum):
    """What `helpline run` runs."""

    ALL = "all"
    GATEWAY = "gateway"
    DESK = "desk"
    UNDERSTANDING = "understanding"


class Form(StrEnum):
    """The kinds of file that editions are exported as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


async def _announce(settings: Settings) -> None:
    """Say where to go and, in a demo, how to sign in."""
    from composition.accounts import demo_links

    say = Console(highlight=False).print
    public = settings.public_url or f"http://localhost:{settings.public_port}"
    desk = f"http://localhost:{settings.desk_port}"
    say("\n[bold]The helpline is running.[/] Press Ctrl-C to stop it.\n")
    if settings.demo:
        for name, how in (await demo_links(settings, desk)).items():
            say(f"  {name:<17} {how}", soft_wrap=True)
    say(f"  the desk          {desk}/", soft_wrap=True)
    say(f"  the child's chat  {public}/chat\n", soft_wrap=True)


cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
staff_cli = typer.Typer(no_args_is_help=True, help="Accounts of counsellors and supervisors.")
directory_cli = typer.Typer(no_args_is_help=True, help="Help services and when they were called.")
cli.add_typer(staff_cli, name="staff")
audit_cli = typer.Typer(no_args_is_help=True, help="Who did what at the desk.")
cli.add_typer(directory_cli, name="directory")
cli.add_typer(audit_cli, name="audit")
statistics_cli = typer.Typer(no_args_is_help=True, help="Editions of the statistics.")
cli.add_typer(statistics_cli, name="statistics")


@cli.command()
def run(role: Annotated[Role, typer.Option(help="which part to run")] = Role.ALL) -> None:
    """Serve: everything on this machine, or one part of it."""
    settings = load_settings()
    log.configure(role.value, settings.log_level)
    if role is Role.UNDERSTANDING:
        _become_understanding(settings)
    elif role is Role.GATEWAY:
        memory.hold()
        from composition.gateway import gateway

        uvloop.run(gateway(settings))
    elif role is Role.DESK:
        memory.hold()
        from composition.desk_process import desk

        uvloop.run(desk(settings))
    else:
        from composition.whole import everything

        asyncio.run(everything(settings, lambda: _announce(settings)))


def _become_understanding(settings: Settings) -> None:
    from composition.mind import ROOT, training_of

    training = training_of(settings)
    model = training.current()
    if model is None:
        raise ConfigurationError("there is no language model yet: run helpline train")
    command, environment = training.server(settings.understanding_socket, model)
    os.chdir(ROOT)
    os.execve(command[0], command, environment)  # noqa: S606 - our own server, no shell


@cli.command()
def train() -> None:
    """Build the language model, and what finds details, if what they are made from has changed."""
    from composition.mind import detail_training_of, training_of

    settings = load_settings()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    print("language model:", training_of(settings).train())  # noqa: T201 - a command's answer
    print("details:", detail_training_of(settings).train())  # noqa: T201 - as above


@cli.command()
def check(
    *,
    production: Annotated[bool, typer.Option(help="fit for service, not only to try")] = False,
    platforms: Annotated[bool, typer.Option(help="only ask the platforms, at once")] = False,
) -> None:
    """Read every setting, key and content entry, ask the platforms, and list what would hurt."""
    from composition.checking import findings, has_platforms

    settings = load_settings()
    found = [] if platforms else list(findings(settings, production=production))
    if has_platforms(settings):
        from composition.platform_check import platform_findings

        found += asyncio.run(platform_findings(settings))
    for finding in sorted(found, key=lambda finding: finding.hurts):
        mark = "to mend: " if finding.hurts else ""
        print(f"{mark}{finding.where}: {finding.what}")  # noqa: T201 - the answer
    if wrong := sum(finding.hurts for finding in found):
        raise ConfigurationError(f"{wrong} to mend")
    print("nothing to mend")  # noqa: T201 - the answer


@cli.command()
def understand() -> None:
    """Say what each message means: JSON lines in, JSON lines out, in order (CONTRACT.md)."""
    from composition.reading_lines import understood

    settings = load_settings()
    try:
        with _standard_input() as asked, open(1, "wb", closefd=False) as answered:

            def write(line: bytes) -> None:
                answered.write(line)
                answered.flush()

            asyncio.run(understood(settings, asked, write, _warn))
    except BrokenPipeError:
        return  # nobody reads any more


@cli.command()
def simulate(
    children: Annotated[int, typer.Option(min=1, help="who write at the same time")] = 10,
    counsellors: Annotated[int, typer.Option(min=1, help="who answer them")] = 3,
    seconds: Annotated[float, typer.Option(min=1, help="for so long conversations begin")] = 30,
) -> None:
    """Play scripted conversations through the front doors of the helpline that runs here."""
    from composition.simulated import simulated
    from operation.simulation import Load, report

    settings = load_settings()
    tally = asyncio.run(simulated(settings, Load(children, counsellors, seconds)))
    Console().print(report(tally))
    if not tally.faultless:
        raise HelplineError("lines were lost, doubled or led astray, or a child was not answered")


def _standard_input() -> BinaryIO:
    try:
        return open(0, "rb", closefd=False)
    except OSError:
        raise ConfigurationError("standard input is closed: give JSON lines") from None


@staff_cli.command("add")
def staff_add(
    name: str,
    role: Annotated[str, typer.Option(help="counsellor, supervisor or operator")] = "counsellor",
    language: Annotated[list[str] | None, typer.Option(help="th, en; repeat for both")] = None,
    skill: Annotated[list[str] | None, typer.Option(help="such as suicide; repeat")] = None,
) -> None:
    """Make an account and print its one-time sign-in link."""
    from bot.language import LANGUAGES
    from composition.accounts import known_skills, with_staff
    from handoff.audit import Deed

    settings = load_settings()
    spoken = tuple(code for code in LANGUAGES if code in (language or LANGUAGES))
    skills = known_skills(skill or [])
    token = with_staff(
        settings,
        lambda staff: staff.invite(name, role, spoken, skills),
        deed=Deed.INVITED,
        name=name,
    )
    _print_link(settings, token)


@staff_cli.command("reset")
def staff_reset(name: str) -> None:
    """Void password and code of an account and print a new one-time sign-in link."""
    from composition.accounts import with_staff
    from handoff.audit import Deed

    settings = load_settings()
    token = with_staff(settings, lambda staff: staff.reset(name), deed=Deed.RESET, name=name)
    _print_link(settings, token)


@staff_cli.command("disable")
def staff_disable(name: str) -> None:
    """Close an account at once, and every page it has open."""
    from composition.accounts import with_staff
    from handoff.audit import Deed

    with_staff(load_settings(), lambda staff: staff.disable(name), deed=Deed.DISABLED, name=name)


@staff_cli.command("list")
def staff_list() -> None:
    """List the accounts."""
    from composition.accounts import with_staff

    table = Table("name", "role", "languages", "skills", "state", "last signed in")
    for account in with_staff(load_settings(), lambda staff: staff.list()):
        can = (" ".join(account.languages), " ".join(account.skills))
        table.add_row(account.name, account.role.value, *can, account.state, account.seen_on)
    Console().print(table)


def _print_link(settings: Settings, token: str) -> None:
    print(f"http://localhost:{settings.desk_port}/join/{token}")  # noqa: T201 - the answer


@directory_cli.command("list")
def directory_list() -> None:
    """List the help services and when an operator last called them through."""
    from composition.mind import content_of

    settings = load_settings()
    table = Table("id", "name", "reached by", "status", "called through")
    for service in content_of(settings).directory.services:
        table.add_row(
            service.id,
            service.name["en"],
            service.phone or service.line or service.url or "",
            service.status.value,
            f"{service.verified_on} {service.verified_by}" if service.verified_on else "never",
        )
    Console().print(table)


@directory_cli.command("confirm")
def directory_confirm(
    service: str, by: Annotated[str, typer.Option(help="who called it through")] = "operator"
) -> None:
    """Note that a help service was called through today and answers as described."""
    from composition.mind import confirmations_of, content_of

    settings = load_settings()
    if content_of(settings).directory.service(service) is None:
        raise ConfigurationError(f"there is no service {service!r}: see helpline directory list")
    confirmations_of(settings).confirm(service, by=by, on=datetime.now(UTC).date())


@audit_cli.command("verify")
def audit_verify() -> None:
    """Prove that no entry of the audit log was changed, removed or added since it was written."""
    from composition.accounts import verified_audit

    end = verified_audit(load_settings())
    print(f"{end.seq} entries, whole; the last one is {end.chain}")  # noqa: T201 - the answer


_Period = Annotated[str, typer.Option(help="2026-10, 2026-Q4 or 2026")]


@statistics_cli.command("freeze")
def statistics_freeze(
    period: _Period,
    *,
    correct: Annotated[bool, typer.Option(help="make the next edition of a frozen period")] = False,
) -> None:
    """Freeze a period that is over, once and for good, and the shorter ones in it."""
    from composition.published import frozen

    edition = frozen(load_settings(), period, correct=correct)
    share, withheld = round(edition.hidden * 100), len(edition.withheld)
    print(  # noqa: T201 - the answer
        f"{edition.period}, edition {edition.number}: {len(edition.tables)} tables, "
        f"{share} % of the cells hidden, {withheld} tables withheld; {edition.digest()}"
    )


@statistics_cli.command("open-data")
def statistics_open_data(period: _Period) -> None:
    """Release the open data of a frozen period, with noise, once and for good."""
    from composition.released import released

    edition = released(load_settings(), period)
    print(  # noqa: T201 - the answer
        f"open data of {edition.period}: {len(edition.tables)} tables, epsilon {edition.epsilon}; "
        f"{edition.spent} of {edition.budget} is spent for that year; {edition.digest()}"
    )


@statistics_cli.command("export")
def statistics_export(
    period: _Period,
    form: Annotated[Form, typer.Option("--format", help="the kind of file")] = Form.CSV,
    out: Annotated[Path, typer.Option(help="the folder to write to")] = Path(),
    edition: Annotated[int | None, typer.Option(help="its number; the latest if not given")] = None,
    *,
    open_data: Annotated[bool, typer.Option("--open-data", help="what was released")] = False,
) -> None:
    """Write a frozen edition to a file; the same edition has the same bytes each time."""
    from composition.published import exported
    from composition.released import exported_open

    settings = load_settings()
    if open_data:
        path = exported_open(settings, period, form.value, out)
    else:
        path = exported(settings, period, form.value, out, edition)
    print(path)  # noqa: T201 - the answer


def main() -> None:
    """Run a command; a failure a person can mend is one sentence, never a traceback."""
    try:
        cli()
    except HelplineError as error:
        _refuse(str(error))
    except BaseExceptionGroup as errors:
        known, _ = errors.split(HelplineError)
        _refuse(str(known.exceptions[0]) if known else f"a part failed: {errors.exceptions[0]!r}")
    except Exception as error:  # noqa: BLE001 - a person is told in words whatever happens
        _refuse(f"something failed inside ({type(error).__name__}); please report it")


def _refuse(reason: str) -> None:
    _warn(reason)
    sys.exit(1)


def _warn(sentence: str) -> None:
    print(f"helpline: {sentence}", file=sys.stderr)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
