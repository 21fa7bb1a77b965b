"""Cuts the process off from the network, from other people's folders and from outliving its parent.

Everything here happens before Rasa is imported. It must never fail quietly: whoever cannot be cut
off says so, and the caller passes it on.
"""

import ctypes
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

Network = Literal["none", "shared"]

_CLONE_NEWUSER = 0x10000000  # linux/sched.h
_CLONE_NEWNET = 0x40000000  # linux/sched.h
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PR_SET_DUMPABLE = 4  # linux/prctl.h
_SIGTERM = 15


def settle(scratch: Path) -> None:
    """Let every library find only this folder, one thread, no telemetry and no cache."""
    folder = str(scratch)
    os.environ.update(
        HOME=folder,
        XDG_CONFIG_HOME=folder,
        XDG_CACHE_HOME=folder,
        MPLCONFIGDIR=folder,
        TMPDIR=folder,
        RASA_TELEMETRY_ENABLED="false",
        RASA_CACHE_DIRECTORY=str(scratch / "cache"),
        RASA_MAX_CACHE_SIZE="0",
        CUDA_VISIBLE_DEVICES="-1",
        TF_CPP_MIN_LOG_LEVEL="3",
        TF_INTER_OP_PARALLELISM_THREADS="1",
        TF_INTRA_OP_PARALLELISM_THREADS="1",
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
        MKL_NUM_THREADS="1",
    )
    os.chdir(scratch)


def close_network() -> Network:
    """Move into a network of its own with nothing in it, not even a loopback that is up.

    Sockets in the file system still work: they belong to no network. Needs a process with one
    thread. Returns "shared" where the system knows no such thing or refuses it.
    """
    if sys.platform != "linux":
        return "shared"
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWNET) == 0:
        return "none"
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return "shared"
    _keep_identity(uid, gid)
    return "none"


def _keep_identity(uid: int, gid: int) -> None:
    """Stay the same user inside a new user namespace, as far as the kernel lets us.

    Without it the process sees itself as nobody; its files keep their owner all the same.
    """
    process = Path("/proc/self")
    with suppress(OSError):
        (process / "setgroups").write_text("deny", encoding="ascii")
        (process / "uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
        (process / "gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")


def keep_no_dumps() -> None:
    """Forbid memory dumps: the memory of this process holds what children wrote."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies; where it cannot, the caller must watch.

    Comes after `close_network`: the kernel forgets the wish when a process changes its rights.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGTERM, 0, 0, 0)
