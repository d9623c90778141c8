"""Other programs that a benchmark starts, waits for and ends."""

import os
import shlex
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError

START_SECONDS = 30.0
LAST_WORDS = 600


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
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            if not _answers(running, port, seconds):
                said.seek(0)
                last = said.read()[-LAST_WORDS:].decode(errors="replace")
                msg = f"{shlex.join(command)} did not answer within {seconds:.0f} s; its last words: {last}"
                raise TimeoutError(msg)
            yield f"http://127.0.0.1:{port}"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGTERM)
            running.wait(20)


def _answers(running: "subprocess.Popen[bytes]", port: int, seconds: float) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and running.poll() is None:
        with suppress(OSError):
            try:
                opener.open(f"http://127.0.0.1:{port}/", timeout=5).close()
            except HTTPError:
                return True
            return True
        time.sleep(0.1)
    return False
