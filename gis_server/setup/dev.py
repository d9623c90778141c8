"""`make dev`: the server, whose web processes follow every change of code, and Vite before it; they end together."""

import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from gis_server.setup.machine import ROOT
from gis_server.setup.terminal import say
from gis_server.setup.web import FRONTEND, node_environment

END_WITHIN_S = 30.0
"""Seconds given to the server, which ends PostgreSQL first; then it is killed."""
LOOK_S = 0.3
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Also where a shell let us inherit that Ctrl-C is ignored, as it does for what it starts in the background."""


def serve(python: Path, options: Sequence[str], port: int) -> int:
    """Serve until Ctrl-C, or until one of the two ends; return the exit status.

    Args:
        python: of the environment with everything installed.
        options: of `gis-server up`.
        port: of the server; Vite takes 5173 or the next free one, and says which.
    """
    server = [str(python), "-m", "gis_server.cli", "up", "--reload", *options]
    environment = node_environment()
    node = shutil.which("node", path=environment["PATH"]) or "node"
    vite = [node, "node_modules/vite/bin/vite.js", "--clearScreen", "false"]
    for number in ENDING:
        signal.signal(number, _as_ctrl_c)
    with suppress(KeyboardInterrupt), running(server, ROOT, {**os.environ, "GIS_TYPED": "make dev"}) as up:
        while not _answers(port):
            if up.poll() is not None:
                return up.returncode
            time.sleep(LOOK_S)
        with running(vite, FRONTEND, {**environment, "GIS_DEV_SERVER": f"http://127.0.0.1:{port}"}) as page:
            say("Mở địa chỉ mà Vite in ra; Ctrl-C dừng cả hai.", "Open the address that Vite prints; Ctrl-C ends both.")
            while up.poll() is None and page.poll() is None:
                time.sleep(LOOK_S)
            return up.returncode or page.returncode or 0
    return 130


@contextmanager
def running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], stdout: int | None = None
) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a program in a process group of its own, so that Ctrl-C reaches it once: by us, at the end."""
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=stdout, start_new_session=True) as process:
        try:
            yield process
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    for number, seconds in ((signal.SIGTERM, END_WITHIN_S), (signal.SIGKILL, None)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)
            return


def _as_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _answers(port: int) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback is never behind a proxy
    with suppress(OSError), opener.open(f"http://127.0.0.1:{port}/health", timeout=2) as reply:
        return bool(reply.status == 200)  # noqa: PLR2004 - OK
    return False
