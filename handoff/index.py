"""From a child's address to its open conversation, without keeping the address anywhere."""

from collections import OrderedDict

from connectors.base import Address
from handoff.keyspace import Names
from handoff.pseudonym import Pseudonyms
from handoff.store import Store

_REMEMBERED = 20_000


class Index:
    """Finds conversations; remembers recent answers, which may prove wrong to whoever uses them."""

    def __init__(self, store: Store, pseudonyms: Pseudonyms) -> None:
        self._store = store
        self._pseudonyms = pseudonyms
        self._recent: OrderedDict[str, Names] = OrderedDict()

    async def find(self, address: Address) -> Names | None:
        """Return the names of the child's open conversation, if it has one."""
        children = self._pseudonyms.child(address)
        names = self._recent.get(children[0])
        if names is not None:
            return names
        number = self._pseudonyms.partition(address, len(self._store.partitions))
        found = await self._store.find(self._store.partitions[number], children)
        if found is None:
            return None
        return self.remember(address, self._store.names(found))

    def remember(self, address: Address, names: Names) -> Names:
        """Keep an answer for the next question."""
        self._recent[self._pseudonyms.child(address)[0]] = names
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        return names

    def drop(self, address: Address) -> None:
        """Forget an answer that proved wrong."""
        self._recent.pop(self._pseudonyms.child(address)[0], None)

    def opening(self, address: Address) -> str:
        """Return the signal that says that this child's conversation has been opened."""
        return f"opened|{self._pseudonyms.child(address)[0]}"
