"""`make demo`, `make test` and the others: prepare what each needs, then hand over."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gis_server.setup import browser as browsers
from gis_server.setup import machine, packages, python, web
from gis_server.setup.machine import ROOT
from gis_server.setup.terminal import StopError, pick, say

LOG = ROOT / ".gis" / "setup.log"
DEFAULT_PORT = 8000


def main(words: Sequence[str]) -> int:
    """Run one verb and return the exit status."""
    verb, rest = (words[0], list(words[1:])) if words else ("demo", [])
    if verb not in VERBS:
        say(f"Không có lệnh {verb}. Có: {', '.join(VERBS)}", f"There is no verb {verb}. There are: {', '.join(VERBS)}")
        return 2
    try:
        return VERBS[verb](rest)
    except StopError as stop:
        say(f"Dừng: {stop}", f"Stopped: {stop}")
        return 1
    except KeyboardInterrupt:
        return 130


def demo(_rest: list[str]) -> int:
    """Serve the sample."""
    return _serve("demo", "--demo")


def demo_real(_rest: list[str]) -> int:
    """Serve Khánh Hòa from the real data beside the checkout."""
    return _serve("demo-real", "--demo-real")


def test(rest: list[str]) -> int:
    """Run all tests on a PostgreSQL of their own, two at a time."""
    _prepare("test", browser=True, page=True)
    return _python("-m", "pytest", "-n", "2", *rest)


def bench(rest: list[str]) -> int:
    """Run the benchmarks; a word names one: `make bench NAME=tiles`."""
    _prepare("bench", browser=True, page=True)
    chosen = [f"tests/bench/bench_{name}.py" for name in rest] or sorted(
        str(path.relative_to(ROOT)) for path in (ROOT / "tests/bench").glob("bench_*.py")
    )
    return max((_python("-m", file.removesuffix(".py").replace("/", ".")) for file in chosen), default=0)


def bless(rest: list[str]) -> int:
    """Write the golden outputs anew, to be read in the diff before they are committed."""
    _prepare("bless", browser=False, page=False)
    web.install(LOG)
    os.environ["GIS_BLESS"] = "1"
    return _python("-m", "pytest", "-n", "2", "tests/golden", "tests/architecture", *rest)


def check(_rest: list[str]) -> int:
    """Run every static check; all of them, also after one has failed."""
    _prepare("check", browser=False, page=False, database=False)
    web.install(LOG)
    environment = web.node_environment()
    binaries = python.VENV / "bin"
    commands: list[tuple[list[str], Path]] = [
        ([str(binaries / "ruff"), "check", "."], ROOT),
        ([str(binaries / "ruff"), "format", "--check", "."], ROOT),
        ([str(binaries / "pyright")], ROOT),
        ([str(binaries / "lint-imports")], ROOT),
        (web.npm("run", "api:check"), web.FRONTEND),
        (web.npm("run", "check"), web.FRONTEND),
        (web.npm("test"), web.FRONTEND),
    ]
    failed: list[str] = []
    for command, folder in commands:
        shown = " ".join(Path(word).name for word in command)
        say(f"• {shown}", f"• {shown}")
        if subprocess.run(command, cwd=folder, env=environment, check=False).returncode != 0:
            failed.append(shown)
    if failed:
        say(f"Không đạt: {'; '.join(failed)}", f"Failed: {'; '.join(failed)}")
    return 1 if failed else 0


def lock(_rest: list[str]) -> int:
    """Write requirements.lock anew: every version and hash, no host."""
    _system_packages("lock", browser=False, database=False)
    if not python.LOCK.exists():
        python.LOCK.write_text("")
    uv = [str(python.VENV / "bin/uv"), "pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url"]
    uv += ["--no-emit-find-links", "--python-version", "3.11", "--extra", "dev", "--only-binary", ":all:", "--upgrade"]
    uv += ["--custom-compile-command", "make lock", "-o", "requirements.lock", "pyproject.toml"]
    return subprocess.run(uv, cwd=ROOT, env=python.uv_environment(), stdout=subprocess.DEVNULL, check=False).returncode


def system_packages(rest: list[str]) -> int:
    """Install the system's packages, nothing else: what `sudo` is asked for."""
    wanted = rest or packages.missing(browser=False, database=True)
    packages.install(wanted, "packages", LOG if os.access(ROOT, os.W_OK) else Path("/var/log/gis-platform-setup.log"))
    return 0


def _serve(verb: str, option: str) -> int:
    port = int(os.environ.get("GIS_PORT") or DEFAULT_PORT)
    if machine.port_taken(port):
        ours = machine.our_server(port)
        if ours is not None:
            say(f"Đang phục vụ rồi: {ours}", f"Already serving: {ours}")
            return 0
        holder = machine.port_holder(port) or pick("chương trình khác", "another program")
        other = machine.free_port_after(port)
        raise StopError(
            pick(
                f"Cổng {port} đang được {holder} dùng. Gõ:\n  GIS_PORT={other} make {verb}",
                f"Port {port} is taken by {holder}. Type:\n  GIS_PORT={other} make {verb}",
            )
        )
    _prepare(verb, browser=False, page=True, database="DATABASE_URL" not in os.environ)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.environ["GIS_TYPED"] = f"make {verb}"  # what a remedy tells to type again
    command = [str(python.PYTHON), "-m", "gis_server.cli", "up", option]
    return os.execv(python.PYTHON, command)  # noqa: S606 - no shell wanted


def _prepare(verb: str, *, browser: bool, page: bool, database: bool = True) -> None:
    _system_packages(verb, browser=browser, database=database and "GIS_TEST_CLUSTER" not in os.environ)
    with _alone():
        python.prepare(LOG)
        if browser:
            browsers.prepare(LOG)
        if page:
            web.build(LOG)


def _system_packages(verb: str, *, browser: bool, database: bool) -> None:
    machine.refuse_small()
    packages.install(packages.missing(browser=browser, database=database), verb, LOG)


def _python(*words: str) -> int:
    environment = web.node_environment()
    return subprocess.run([str(python.PYTHON), *words], cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def _alone() -> Iterator[None]:
    """Let one `make` of this checkout set up at a time; the second waits, then finds all done."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with (LOG.parent / "setup.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


VERBS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "demo-real": demo_real,
    "test": test,
    "check": check,
    "bench": bench,
    "bless": bless,
    "lock": lock,
    "packages": system_packages,
}
