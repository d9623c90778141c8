#!/usr/bin/env python3
"""What must hold before anything lands: static checks, fresh Debian 12, 13 and Ubuntu 24.04, and all tests.

All three systems are tried where a commit touches what set-up needs, else one, see `choice.py`. The tests come last, so
that pytest's closing line is the last one printed. The exit status is 0 only if all held.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".ci"))

from choice import choice_of  # noqa: E402 - found beside this file
from fresh_root import SUITES, AwayError, try_suite  # noqa: E402 - found beside this file

LIMIT_S, CHECK_S, ROOT_S = 79 * 60, 8 * 60, 10 * 60
"""What all of it, the static checks and each fresh system may take; the tests have what is left. What is over its limit
has failed."""


def make(verb: str, limit_s: float) -> tuple[int, list[str]]:
    """Run one make verb in a process group of its own, pass its output on, and return its status and last lines.

    What takes longer than the limit is killed, which is said.
    """
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
        signal.alarm(max(1, int(limit_s)))
        try:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                lines = [*lines[-40:], line.rstrip()]
            status = process.wait()
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, previous)
    took = time.monotonic() - began
    over = f", ended after its limit of {limit_s:.0f} s" if took >= limit_s else ""
    print(f"== make {verb}: status {status}, {took:.0f} s{over}", flush=True)
    return status, lines


def try_suites(suites: Iterable[str], failed: list[str]) -> list[str]:
    """Try these suites one after the other, add those that failed, and return those whose archive was there."""
    tried: list[str] = []
    for suite in suites:
        began = time.monotonic()
        try:
            trouble = try_suite(suite, ROOT, began + ROOT_S)
        except AwayError as error:
            print(f"== {suite}: not tried, its archive is away ({error})", flush=True)
            continue
        print(f"== {suite}: {trouble or 'the map was fetched'}, {time.monotonic() - began:.0f} s", flush=True)
        tried.append(suite)
        if trouble is not None:
            failed.append(suite)
    return tried


def main() -> int:
    """Run everything, also after a failure."""
    deadline = time.monotonic() + LIMIT_S
    failed: list[str] = []
    if make("check", CHECK_S)[0] != 0:
        failed.append("make check")
    choice = choice_of(ROOT, SUITES)
    print(f"== fresh systems: {choice.why}", flush=True)
    others = (suite for suite in SUITES if suite not in choice.suites)
    if not try_suites(choice.suites, failed) and not any(try_suites([suite], failed) for suite in others):
        failed.append("fresh systems: none could be tried")
    status, lines = make("test", deadline - time.monotonic())
    if status != 0:
        failed.append("make test")
    print(f"== failed: {', '.join(failed)}" if failed else "== all held", flush=True)
    closing = [line for line in lines if line.startswith("=") and " in " in line and line.endswith("=")]
    print(closing[-1] if closing else "== pytest did not come to its end")
    return 1 if failed or not closing else 0


if __name__ == "__main__":
    sys.exit(main())
