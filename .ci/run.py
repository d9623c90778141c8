#!/usr/bin/env python3
"""What must hold before anything lands: static checks, fresh Debian 12, 13 and Ubuntu 24.04, and all tests.

The tests come last, so that pytest's closing line is the last one printed. The exit status is 0 only if all held.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".ci"))

from fresh_root import SUITES, AwayError, try_suite  # noqa: E402 - found beside this file

LIMIT_S = 80 * 60
"""Aim for 40 minutes; past this nothing more is waited for."""


def make(verb: str, left_s: float) -> tuple[int, list[str]]:
    """Run one make verb in a process group of its own, pass its output on, and return its status and last lines."""
    environment = {**os.environ, "CI": "true"}
    began = time.monotonic()
    lines: list[str] = []
    with subprocess.Popen(
        ["make", verb],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        previous = signal.signal(signal.SIGALRM, lambda *_: os.killpg(process.pid, signal.SIGKILL))
        signal.alarm(max(1, int(left_s)))
        try:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                lines = [*lines[-40:], line.rstrip()]
            status = process.wait()
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, previous)
    print(f"== make {verb}: status {status}, {time.monotonic() - began:.0f} s", flush=True)
    return status, lines


def main() -> int:
    """Run everything, also after a failure."""
    deadline = time.monotonic() + LIMIT_S
    failed: list[str] = []
    if make("check", deadline - time.monotonic())[0] != 0:
        failed.append("make check")
    for suite in SUITES:
        began = time.monotonic()
        try:
            trouble = try_suite(suite, ROOT, deadline)
        except AwayError as error:
            print(f"== {suite}: not tried, its archive is away ({error})", flush=True)
            continue
        print(f"== {suite}: {trouble or 'the map was fetched'}, {time.monotonic() - began:.0f} s", flush=True)
        if trouble is not None:
            failed.append(suite)
    status, lines = make("test", deadline - time.monotonic())
    if status != 0:
        failed.append("make test")
    print(f"== failed: {', '.join(failed)}" if failed else "== all held", flush=True)
    closing = [line for line in lines if line.startswith("=") and " in " in line and line.endswith("=")]
    print(closing[-1] if closing else "== pytest did not come to its end")
    return 1 if failed or not closing else 0


if __name__ == "__main__":
    sys.exit(main())
