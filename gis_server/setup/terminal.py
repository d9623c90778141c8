"""Words for whoever sits at the terminal, and long commands that show they are alive."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

TAIL_LINES = 25
ALIVE_S = 15.0
"""Seconds between signs of life when the output is no terminal."""


class StopError(Exception):
    """Nothing can go on: what is wrong and the one command to type, in the user's language."""


def vietnamese() -> bool:
    """Say whether the user reads Vietnamese: GIS_LANG, or the locale."""
    names = ("GIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[n] for n in names if os.environ.get(n)), "").lower().startswith("vi")


def pick(vi: str, en: str) -> str:
    """Return the sentence in the user's language."""
    return vi if vietnamese() else en


def say(vi: str, en: str) -> None:
    """Print one line at once, also into a pipe. A terminal in locale C gets question marks, not a traceback."""
    encoding = sys.stdout.encoding or "ascii"
    print(pick(vi, en).encode(encoding, "replace").decode(encoding), flush=True)


@contextmanager
def step(vi: str, en: str) -> Iterator[None]:
    """Name a step, show the seconds while it lasts, and say how long it took."""
    began = time.monotonic()
    done = threading.Event()
    name = pick(vi, en)
    say(f"• {vi} …", f"• {en} …")
    showing = threading.Thread(target=_show_life, args=(name, began, done), daemon=True)
    showing.start()
    try:
        yield
    finally:
        done.set()
        showing.join()
    seconds = f"{time.monotonic() - began:.1f} s"
    say(f"  xong: {seconds}", f"  done: {seconds}")


def _show_life(name: str, began: float, done: threading.Event) -> None:
    terminal = sys.stdout.isatty()
    while not done.wait(1.0 if terminal else ALIVE_S):
        seconds = time.monotonic() - began
        if terminal:
            print(f"\r  {seconds:.0f} s", end="", flush=True)
        else:
            say(f"  {name}: {seconds:.0f} s", f"  {name}: {seconds:.0f} s")
    if terminal:
        print("\r" + " " * 12 + "\r", end="", flush=True)


def run(command: Sequence[str], log: Path, *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    """Run a command with its output in the log; when it fails, show the end of that.

    Raises:
        StopError: the command ended with another status than 0.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        out.write(f"\n$ {' '.join(command)}\n".encode())
        out.flush()
        began = out.tell()
        status = subprocess.run(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False
        ).returncode
    if status != 0:
        said = log.read_bytes()[began:].decode(errors="replace").splitlines()[-TAIL_LINES:]
        what = "\n".join(f"    {line}" for line in said)
        name = " ".join(command[:3])
        raise StopError(
            pick(
                f"Lệnh “{name} …” lỗi (mã {status}):\n{what}\n  Toàn bộ ở {log}. Sửa rồi chạy lại.",
                f"The command “{name} …” failed (status {status}):\n{what}\n"
                f"  All of it is in {log}. Mend it, run again.",
            )
        )
