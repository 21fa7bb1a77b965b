"""Links the entries of a log, each to the one before, so that a change or a gap is noticed.

An entry is a struct with a field `chain`; what else it holds is its own affair.
"""

import hashlib

import msgspec

START = "0" * 64
"""What the first entry is linked to."""


def chained[Entry: msgspec.Struct](entry: Entry, before: str) -> Entry:
    """Return the entry with its place in the chain, behind the chain of the one before."""
    plain = msgspec.json.encode(msgspec.structs.replace(entry, chain=""))
    digest = hashlib.sha256(before.encode() + plain).hexdigest()
    return msgspec.structs.replace(entry, chain=digest)
