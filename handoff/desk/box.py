"""A sealed box for one sort of thing that staff accounts keep in the store.

Each sort has its own key, and each thing is bound to the place it is kept at. It never says what is
inside, and it opens nothing but what it sealed.
"""

from handoff.sealing import Unreadable, derive, seal, unseal


class Box:
    """Seals and opens under a key derived for one purpose."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._key = derive(key, purpose)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Return what to keep at a place."""
        return seal(self._key, plain, belongs_to=place)

    def open(self, kept: bytes | str, place: str) -> bytes:
        """Return what was sealed for a place.

        Raises:
            Unreadable: it was sealed with another key or for another place.
        """
        if isinstance(kept, str):
            raise Unreadable("the store must answer in bytes")
        return unseal(self._key, kept, belongs_to=place)
