"""Carries lines to children: in order within a conversation, side by side across conversations.

It alone opens routes. What became of each line is noted as it is truly known; a line that cannot be
delivered is never dropped in silence.
"""

from collections.abc import Mapping

import structlog

from connectors.base import Address, Connector, Outcome, Outgoing
from errors import HelplineError, StoreUnavailable
from handoff.faults import Steps
from handoff.keyring import Keyring
from handoff.keyspace import Names
from handoff.sealing import Unreadable
from handoff.seals import Seals, seals_of
from handoff.signals import Signals
from handoff.store import Store, Work

ID_LENGTH = 36
"""An outbox entry begins with the line's UUID in the clear."""

_log = structlog.get_logger()


class Sender:
    """Empties outboxes through the connectors."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        connectors: Mapping[str, Connector],
        signals: Signals,
        steps: Steps,
    ) -> None:
        """Join the parts; `connectors` by channel."""
        self._store = store
        self._keyring = keyring
        self._connectors = connectors
        self._signals = signals
        self._steps = steps

    async def work(self, work: Work) -> None:
        """Empty one outbox and let go of it."""
        names = self._store.names(work.conversation)
        while True:
            head, lines = await self._store.outbox(work.conversation)
            left = len(lines)
            for line in lines:
                left = await self._send(names, head, line)
            if not left and await self._store.rest(names, work, "sending"):
                return

    async def _send(self, names: Names, head: Mapping[str, bytes], line: bytes) -> int:
        """Deliver the first line of an outbox and note it; return how many are left."""
        await self._steps.reach("send.taken")
        outcome = await self._deliver(names.id, head, line)
        await self._steps.reach("send.delivered")
        left = await self._store.sent(names, line[:ID_LENGTH].decode(), outcome.value, line)
        await self._steps.reach("send.noted")
        return left

    async def _deliver(self, conversation: str, head: Mapping[str, bytes], line: bytes) -> Outcome:
        try:
            seals = seals_of(self._keyring, conversation)
            address, outgoing = self._open(seals, head, line)
            connector = self._connectors.get(address.channel)
            return await connector.send(address, outgoing) if connector else Outcome.FAILED
        except StoreUnavailable:
            raise
        except Unreadable:
            return Outcome.FAILED
        except HelplineError as error:
            _log.error("send_failed", error=type(error).__name__)
            return Outcome.UNCERTAIN

    def _open(
        self, seals: Seals, head: Mapping[str, bytes], line: bytes
    ) -> tuple[Address, Outgoing]:
        if "route" not in head:
            raise Unreadable("the route is gone")
        return seals.open_route(head["route"]), seals.open_outgoing(line[ID_LENGTH:])

    async def carry_typing(self) -> None:
        """Show children that their counsellor is writing, until cancelled."""
        with self._signals.waiting_for("staff_typing|") as waiter:
            while True:
                signal = await waiter.next(60)
                if signal is not None:
                    await self._type(signal.partition("|")[2])

    async def _type(self, conversation: str) -> None:
        try:
            head, _ = await self._store.outbox(conversation, 1)
            if "route" in head:
                address = seals_of(self._keyring, conversation).open_route(head["route"])
                await self._connectors[address.channel].typing(address)
        except (HelplineError, TimeoutError):
            return
