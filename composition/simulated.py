"""`helpline simulate`: a load through the front doors, with staff accounts of its own."""

from bot.language import LANGUAGES
from composition.accounts import office_of
from handoff.staff import Staff
from operation.settings import Settings
from operation.simulation import Load, simulate
from operation.tally import Tally


async def simulated(settings: Settings, load: Load) -> Tally:
    """Play the load against the helpline of these settings, and return what came of it."""
    public, desk = (
        f"http://{settings.bind}:{port}" for port in (settings.public_port, settings.desk_port)
    )
    async with office_of(settings) as office:
        return await simulate(load, public, desk, SimulatedStaff(office.staff))


class SimulatedStaff:
    """The staff accounts, as a simulation makes and closes them."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    async def link(self, name: str) -> str:
        """Return the token of a one-time link for an account, made if there is none."""
        if name in {account.name for account in await self._staff.list()}:
            return await self._staff.reset(name)
        return await self._staff.invite(name, "counsellor", LANGUAGES)

    async def disable(self, name: str) -> None:
        """Let nobody in under this name any more."""
        await self._staff.disable(name)
