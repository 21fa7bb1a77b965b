"""Everything on one machine: which parts there are, in which order, and when each is ready.

It imports no part, so that it is up at once and tells what is missing.
"""

import sys
from collections.abc import Awaitable, Callable

from handoff.keyring import MasterKeys
from operation.part import Part
from operation.serving import until_answers
from operation.settings import PLATFORM_SECRETS, Settings
from operation.supervisor import (
    OneInstance,
    Supervisor,
    check_machine,
    end_at_the_latest,
    until_told_to_stop,
)
from operation.valkey import ValkeyPlace
from operation.valkey import until_answers as until_store_answers

_LONGEST_PARTING = 40.0
"""Seconds; twice what the two stages may take, each ended by force after ten."""


async def everything(settings: Settings, announce: Callable[[], Awaitable[None]]) -> None:
    """Start every part on this machine and keep it running, until told to stop."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.run_folder.mkdir(mode=0o700, exist_ok=True)
    MasterKeys.make(settings.master_keys)
    with OneInstance(settings.run_folder) as instance:
        check_machine(
            settings.home,
            [
                ("HELPLINE_PUBLIC_PORT", settings.bind, settings.public_port),
                ("HELPLINE_DESK_PORT", settings.bind, settings.desk_port),
                ("HELPLINE_METRICS_PORT", "127.0.0.1", settings.metrics_port),
            ],
        )
        supervisor = Supervisor(_stages(settings, instance.descriptor), settings.run_folder)
        try:
            await supervisor.start()
            await announce()
            await until_told_to_stop()
        finally:
            end_at_the_latest(_LONGEST_PARTING)
            await supervisor.stop()


def _stages(settings: Settings, lock: int) -> list[list[Part]]:
    ours = [sys.executable, "-m", "helpline", "run", "--role"]
    public = f"http://{settings.bind}:{settings.public_port}/health"
    desk = f"http://{settings.bind}:{settings.desk_port}/health"
    serving = [
        Part("gateway", [*ours, "gateway"], ready=lambda: until_answers(public)),
        Part(
            "desk",
            [*ours, "desk"],
            ready=lambda: until_answers(desk),
            withheld=PLATFORM_SECRETS,
        ),
        Part(
            "understanding",
            [*ours, "understanding"],
            essential=False,
            withheld=PLATFORM_SECRETS,
        ),
    ]
    if settings.redis_url:
        return [serving]
    place = ValkeyPlace.of(settings)
    place.prepare()
    store = Part(
        "store",
        place.command(),
        ready=lambda: until_store_answers(place),
        keep_open=(lock,),
        withheld=PLATFORM_SECRETS,
    )
    return [[store], serving]
