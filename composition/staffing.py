"""Accounts, drafts, ready replies and the audit log of staff, for the desk and its commands.

Apart from `composition.storage`, so that the gateway never loads how staff sign in.
"""

from typing import cast

from redis.asyncio import Redis

from composition.storage import now
from handoff.audit import Audit
from handoff.desk.drawer import Drawers
from handoff.desk.replies import Reply
from handoff.desk.reply_book import ReplyBook
from handoff.keyring import MasterKeys
from handoff.sealing import derive
from handoff.staff import Staff
from handoff.store import Store


def staff_in(store: Store, masters: MasterKeys) -> Staff:
    """Return the staff accounts of a store."""
    return Staff(cast("Redis", store.client), derive(masters.transcript, "staff"))


def drawers_of(masters: MasterKeys) -> Drawers:
    """Return the keys for what counsellors have begun and not sent."""
    return Drawers(derive(masters.transcript, "staff"))


def audit_in(store: Store, masters: MasterKeys) -> Audit:
    """Return the audit log of a store."""
    return Audit(cast("Redis", store.client), derive(masters.transcript, "staff"), now)


def replies_in(store: Store, masters: MasterKeys, shipped: tuple[Reply, ...]) -> ReplyBook:
    """Return the ready replies of a store, over those that are shipped."""
    return ReplyBook(store, derive(masters.transcript, "staff"), shipped)
