"""Who is on duty and how each of them works, in the store; the desk is told of every change."""

from collections.abc import Callable

import msgspec

from handoff.post import Post, Standing
from handoff.store import Store


class Duty:
    """The posts of all members of staff who have ever come on duty."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._on_duty = store.partitions[0].named("duty")
        self._posts = store.partitions[0].named("posts")

    async def names(self) -> tuple[str, ...]:
        """Return the sign-in names of those on duty, in order; who takes a break is not."""
        found = await self._store.call("SMEMBERS", self._on_duty)
        return tuple(sorted(name.decode() for name in found))

    async def anyone(self) -> bool:
        """Say whether anybody is on duty."""
        return bool(await self._store.call("SCARD", self._on_duty))

    async def post(self, staff: str) -> Post:
        """Return how somebody works; the usual way when nothing is known yet."""
        return _post(staff, await self._store.call("HGET", self._posts, staff))

    async def posts(self) -> tuple[Post, ...]:
        """Return every post, by name."""
        found = await self._store.call("HVALS", self._posts)
        posts = [msgspec.json.decode(kept, type=Post) for kept in found]
        return tuple(sorted(posts, key=lambda post: post.name))

    async def change(self, staff: str, change: Callable[[Post], Post]) -> Post:
        """Change how somebody works, from what is known of it, and return it."""
        while True:
            kept = await self._store.call("HGET", self._posts, staff)
            was = _post(staff, kept)
            post = change(was)
            if kept is not None and post == was:
                return post
            on = post.standing is Standing.ON
            if await self._store.keep_post(staff, kept or b"", msgspec.json.encode(post), on=on):
                await self._store.tell_desk("duty")
                await self._store.signal("queue", "")
                return post


def _post(staff: str, kept: bytes | None) -> Post:
    return msgspec.json.decode(kept, type=Post) if kept else Post(staff)
