"""The web processes: several on one listening socket, none of which outlives its parent; see web.py."""

import os
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from layers.core.errors import UnavailableError
from layers.core.model import text

ROOT = Path(__file__).resolve().parents[1]
WEB_PROCESS = "gis_server.web"
STOP_SECONDS = 8.0
MAX_DEATHS, DEATHS_WITHIN_S = 6, 30.0


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        OSError: the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Inherited by every connection. Handed over as a bare descriptor, the socket's kind is unknown to asyncio, which
    # then leaves Nagle's algorithm on: each reply on a kept connection waits 40 ms for the client's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


class Workers:
    """Web processes that share one listening socket.

    Args:
        listener: from `listen`; the children inherit it.
        environment: what the application's settings are read from.
        count: number of processes; never one in tests, so that no state hides in a process.
    """

    def __init__(self, listener: socket.socket, environment: Mapping[str, str], count: int, log_level: str) -> None:
        self._listener = listener
        self._environment = dict(environment)
        self._log_level = log_level
        self._deaths: deque[float] = deque(maxlen=MAX_DEATHS)
        self._running = [self._spawn() for _ in range(count)]

    @property
    def pids(self) -> list[int]:
        """The process ids."""
        return [worker.pid for worker in self._running]

    def replace_dead(self) -> list[int]:
        """Start a new process for each that has ended, and return the exit statuses.

        Raises:
            UnavailableError: they die as fast as they are started.
        """
        statuses: list[int] = []
        for index, worker in enumerate(self._running):
            status = worker.poll()
            if status is None:
                continue
            statuses.append(status)
            self._deaths.append(time.monotonic())
            if len(self._deaths) == MAX_DEATHS and self._deaths[-1] - self._deaths[0] < DEATHS_WITHIN_S:
                raise UnavailableError(
                    text("Tiến trình web liên tục bị dừng.", "The web processes end as fast as they are started."),
                    value=f"exit status {status}",
                    remedy=text("Xem lỗi in ở trên.", "See the error printed above."),
                )
            self._running[index] = self._spawn()
        return statuses

    def restart(self) -> None:
        """End all and start as many anew, on the same socket: who asks meanwhile waits."""
        self.stop()
        self._running = [self._spawn() for _ in self._running]

    def stop(self) -> None:
        """End all: first asked, then killed."""
        for worker in self._running:
            worker.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for worker in self._running:
            with suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=max(0.05, deadline - time.monotonic()))
            if worker.poll() is None:
                worker.kill()
                worker.wait()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        descriptor = self._listener.fileno()
        command = [sys.executable, "-m", WEB_PROCESS, str(descriptor), self._log_level, str(os.getpid())]
        return subprocess.Popen(  # noqa: S603 - our own command line
            command,
            cwd=ROOT,
            env={**os.environ, **self._environment},
            stdin=subprocess.DEVNULL,
            pass_fds=(descriptor,),
            start_new_session=True,  # Ctrl-C reaches the parent alone, which then ends them in order
        )
