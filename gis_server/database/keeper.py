"""The process that holds the embedded postmaster for as long as anybody uses it.

Every user of the cluster holds a shared lock on `users.lock`. The keeper waits for the exclusive one: it gets it when
the last user has left, also by `kill -9`, because the kernel releases the locks of the dead. Then it ends PostgreSQL.
If the keeper itself is killed, the kernel tells PostgreSQL to end (parent-death signal).
"""

import ctypes
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals) -> None:
    """Ask the kernel for this signal when the parent dies (Linux). Runs between fork and exec."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def start(command: list[str], log: Path, account: dict[str, int] | None) -> subprocess.Popen[bytes]:
    """Start the postmaster; SIGINT is its fast shutdown."""
    with log.open("ab") as out:
        return subprocess.Popen(  # noqa: S603 - our own command line
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            preexec_fn=lambda: die_with_parent(signal.SIGINT),  # noqa: PLW1509 - the keeper has one thread yet
            user=None if account is None else account["uid"],
            group=None if account is None else account["gid"],
            extra_groups=None if account is None else [],
        )


def end_when_unused(users: Path, postmaster: "subprocess.Popen[bytes]") -> None:
    """Wait until nobody holds the users' lock, then end the postmaster. The lock is kept until the keeper has gone."""
    descriptor = os.open(users, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    postmaster.send_signal(signal.SIGINT)


def main() -> None:
    """Run the postmaster described by the JSON argument until the last user has gone, or until it ends by itself."""
    order = json.loads(sys.argv[1])
    folder = Path(order["folder"])
    mine = (folder / "keeper.lock").open("a")
    fcntl.flock(mine, fcntl.LOCK_EX)
    postmaster = start(order["command"], folder / "postgres.log", order["account"])

    def end(_number: int, _frame: object) -> None:
        postmaster.send_signal(signal.SIGINT)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    waiting = threading.Thread(target=end_when_unused, args=(folder / "users.lock", postmaster), daemon=True)
    waiting.start()
    status = postmaster.wait()
    if order["temporary"]:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0 if status == 0 else 1)  # the thread may still be waiting for the lock


if __name__ == "__main__":
    main()
