"""Other programs that a benchmark starts, waits for and ends."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError

START_SECONDS = 30.0


def free_port() -> int:
    """Return a port of loopback that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    command: Sequence[str],
    port: int,
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    seconds: float = START_SECONDS,
) -> Iterator[str]:
    """Start a server and lend its base URL once it answers anything at all.

    Raises:
        TimeoutError: it did not answer in so many seconds, or ended.
    """
    running = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(running, port, seconds)
        yield f"http://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGTERM)
        running.wait(20)


def _wait(running: "subprocess.Popen[bytes]", port: int, seconds: float) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and running.poll() is None:
        with suppress(OSError):
            try:
                opener.open(f"http://127.0.0.1:{port}/", timeout=5).close()
            except HTTPError:
                return
            return
        time.sleep(0.1)
    ended = "" if running.poll() is None else f"; it ended with status {running.returncode}"
    msg = f"{' '.join(map(str, running.args))} did not answer within {seconds:.0f} s{ended}"  # type: ignore[arg-type]
    raise TimeoutError(msg)
