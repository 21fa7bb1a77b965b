"""Judges the facts of the helpline: of each subject whether it is well, or what is not.

Pure: no clock, no store, no words. A finding names the text that tells what it means for children
and what to do about it.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from handoff.channel_findings import channel_findings
from handoff.finding import Finding, Note, State
from handoff.vitals import Files, StoreVitals, Vitals

_MINUTE: Final = 60_000
_DAY: Final = 24 * 60 * _MINUTE
_MIB: Final = 1 << 20
_SLOW: Final = 250
_SKEWED: Final = 5_000
_FULL: Final = 200 * _MIB
_NEARLY_FULL: Final = 2048 * _MIB


def findings(vitals: Vitals) -> tuple[Finding, ...]:
    """Return what is to be said of each subject, the gravest first."""
    found = [*channel_findings(vitals), *_waiting(vitals), *_store(vitals.store)]
    found += [*_model(vitals), *_processes(vitals), *_disk(vitals), *_files(vitals)]
    order = list(State)
    return tuple(sorted(found, key=lambda one: order.index(one.state)))


def worst(found: Iterable[Finding]) -> State:
    """Return the gravest state among findings."""
    return min((one.state for one in found), key=list(State).index, default=State.OK)


def _waiting(vitals: Vitals) -> Iterator[Finding]:
    store = vitals.store
    if store is None:
        return
    yield _overdue("ready", store.ready_since, vitals.now, look=_MINUTE, bad=5 * _MINUTE)
    yield _overdue("sending", store.sending_since, vitals.now, look=5 * _MINUTE, bad=30 * _MINUTE)


def _overdue(subject: str, since: int | None, now: int, *, look: int, bad: int) -> Finding:
    """Return a finding about what should not wait for long."""
    age = 0 if since is None else now - since
    state = State.BAD if age > bad else State.LOOK if age > look else State.OK
    text = "fine" if state is State.OK else "late"
    return Finding(subject, state, f"health.{subject}.{text}", since if age > look else None)


def _store(store: StoreVitals | None) -> Iterator[Finding]:
    if store is None:
        yield Finding("store", State.BAD, "health.store.away")
        return
    wrong = {
        "not_written": (not store.is_written, State.BAD),
        "not_synced": (not store.syncs, State.BAD),
        "full": (bool(store.limit) and store.used * 10 > store.limit * 9, State.BAD),
        "slow": (store.ping > _SLOW, State.LOOK),
    }
    notes = (Note("ping", count=store.ping), Note("memory", count=store.used // _MIB))
    found = [(text, state) for text, (is_so, state) in wrong.items() if is_so]
    for text, state in found or [("fine", State.OK)]:
        yield Finding("store", state, f"health.store.{text}", notes=notes)


def _model(vitals: Vitals) -> Iterator[Finding]:
    models = [one.model for one in vitals.present if one.model]
    if not models:
        return
    model = next((one for one in models if not one.answers), models[0])
    notes = (Note("model", at=model.made_at, name=model.name),) if model.made_at else ()
    if model.made_at is None:
        state, text = State.LOOK, "missing"
    elif not model.answers:
        state, text = State.LOOK, "away"
    else:
        state, text = (State.OK, "fine") if model.is_current else (State.LOOK, "old")
    yield Finding("understanding", state, f"health.understanding.{text}", notes=notes)


def _processes(vitals: Vitals) -> Iterator[Finding]:
    if vitals.store is None:
        return
    present = vitals.present
    silent = [one for one in vitals.reports if one not in present]
    notes = tuple(
        Note("process", name=f"{one.name} ({one.version})", at=one.at) for one in vitals.reports
    )
    found = []
    if not any(one.role == "gateway" for one in present):
        last = max((one.at for one in silent if one.role == "gateway"), default=None)
        found.append(Finding("processes", State.BAD, "health.processes.no_gateway", last))
    elif silent:
        since = min(one.at for one in silent)
        found.append(Finding("processes", State.LOOK, "health.processes.silent", since))
    if len({one.version for one in present}) > 1:
        found.append(Finding("processes", State.LOOK, "health.processes.versions"))
    found = found or [Finding("processes", State.OK, "health.processes.fine")]
    yield found[0].noted(*notes)
    yield from found[1:]
    skew = max((abs(one.skew) for one in present), default=0)
    wrong = skew > _SKEWED
    yield Finding(
        "clocks",
        State.LOOK if wrong else State.OK,
        f"health.clocks.{'apart' if wrong else 'fine'}",
        notes=(Note("skew", count=skew),),
    )


def _disk(vitals: Vitals) -> Iterator[Finding]:
    known = [vitals.files.free, *(one.free for one in vitals.present)]
    if vitals.files.store_free is not None:
        known.append(vitals.files.store_free)
    free = min(known)
    state = State.BAD if free < _FULL else State.LOOK if free < _NEARLY_FULL else State.OK
    text = {State.BAD: "full", State.LOOK: "low", State.OK: "fine"}[state]
    yield Finding("disk", state, f"health.disk.{text}", notes=(Note("free", count=free // _MIB),))


def _files(vitals: Vitals) -> Iterator[Finding]:
    files, now = vitals.files, vitals.now
    yield _keys(files, now)
    yield _aged("backup", files.backed_up_at, now, look=2 * _DAY, bad=7 * _DAY)
    yield _aged("audit", files.verified_at, now, look=2 * _DAY, bad=None)


def _keys(files: Files, now: int) -> Finding:
    made = files.key_made_at
    if made is None:
        return Finding("keys", State.BAD, "health.keys.missing")
    notes = (Note("made", at=made),)
    if not files.is_closed:
        return Finding("keys", State.BAD, "health.keys.open", notes=notes)
    old = now - made > 365 * _DAY
    state = State.LOOK if old else State.OK
    return Finding("keys", state, f"health.keys.{'old' if old else 'fine'}", notes=notes)


def _aged(subject: str, at: int | None, now: int, *, look: int, bad: int | None) -> Finding:
    """Return a finding about what should have been done lately."""
    if at is None:
        return Finding(subject, State.LOOK, f"health.{subject}.never")
    age = now - at
    state = State.BAD if bad and age > bad else State.LOOK if age > look else State.OK
    text = "fine" if state is State.OK else "old"
    return Finding(subject, state, f"health.{subject}.{text}", notes=(Note("done", at=at),))
