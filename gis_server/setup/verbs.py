"""`make demo`, `make test` and the others: prepare what each needs, then hand over. `make help` lists them."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gis_server.setup import browser as browsers
from gis_server.setup import changes, dev, machine, packages, parts, python, web
from gis_server.setup.machine import ROOT
from gis_server.setup.terminal import StopError, pick, say

LOG = ROOT / ".gis" / "setup.log"
DEFAULT_PORT = 8000


def main(words: Sequence[str]) -> int:
    """Run one verb and return the exit status."""
    verb, rest = (words[0], list(words[1:])) if words else ("demo", [])
    if verb in {"help", "-h", "--help"} or rest[:1] == ["--help"]:
        return show_help()
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
    """Run tests on a PostgreSQL of their own: all, two at a time, or those that were named."""
    chosen = parts.chosen_tests(rest, ROOT)
    _prepare("test", browser=True, page=True)
    return _python("-m", "pytest", *chosen)


def develop(rest: list[str]) -> int:
    """Serve the sample (`NAME=real`: the real data; `NAME=own`: one's own) with all that changes shown at once."""
    sources = {"": ["--demo"], "real": ["--demo-real"], "own": list[str]()}
    name = rest[0] if rest else ""
    if name not in sources:
        raise StopError(
            pick(f"make dev không có {name}. Có: real, own", f"make dev has no {name}. There are: real, own")
        )
    port = _port()
    _refuse_taken(port, "dev")
    _prepare("dev", browser=False, page=False, database="DATABASE_URL" not in os.environ)
    web.install(LOG)
    return dev.serve(python.PYTHON, sources[name], port)


def bench(rest: list[str]) -> int:
    """Run the benchmarks; a word names one: `make bench NAME=tiles`."""
    _prepare("bench", browser=True, page=True)
    chosen = [f"tests/bench/bench_{name}.py" for name in rest if name != "--"] or sorted(
        str(path.relative_to(ROOT)) for path in (ROOT / "tests/bench").glob("bench_*.py")
    )
    return max((_python("-m", file.removesuffix(".py").replace("/", ".")) for file in chosen), default=0)


def bless(rest: list[str]) -> int:
    """Write the golden outputs anew, to be read in the diff before they are committed."""
    _prepare("bless", browser=False, page=False)
    web.install(LOG)
    os.environ["GIS_BLESS"] = "1"
    words = [word for word in rest if word != "--"]
    return _python("-m", "pytest", "-n", "2", "tests/golden", "tests/architecture", *words)


def gather_changes(_rest: list[str]) -> int:
    """Move `.changes/*.md` into CHANGELOG.md, below “Unreleased”."""
    for moved in changes.gather(ROOT):
        say(f"• {moved}", f"• {moved}")
    return 0


def check(rest: list[str]) -> int:
    """Run every static check, or the parts that were named; all of them, also after one has failed."""
    chosen = parts.checks_of(rest)
    _prepare("check", browser=False, page=False, database=False)
    if any(part.page for part in chosen):
        web.install(LOG)
    environment = web.node_environment()
    failed: list[str] = []
    for command, folder in ((line, part.folder) for part in chosen for line in part.lines()):
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
    port = _port()
    ours = machine.our_server(port) if machine.port_taken(port) else None
    if ours is not None:
        say(f"Đang phục vụ rồi: {ours}", f"Already serving: {ours}")
        return 0
    _refuse_taken(port, verb)
    _prepare(verb, browser=False, page=True, database="DATABASE_URL" not in os.environ)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.environ["GIS_TYPED"] = f"make {verb}"  # what a remedy tells to type again
    command = [str(python.PYTHON), "-m", "gis_server.cli", "up", option]
    return os.execv(python.PYTHON, command)  # noqa: S606 - no shell wanted


def _port() -> int:
    return int(os.environ.get("GIS_PORT") or DEFAULT_PORT)


def _refuse_taken(port: int, verb: str) -> None:
    if machine.port_taken(port):
        holder = machine.port_holder(port) or pick("chương trình khác", "another program")
        other = machine.free_port_after(port)
        raise StopError(
            pick(
                f"Cổng {port} đang được {holder} dùng. Gõ:\n  GIS_PORT={other} make {verb}",
                f"Port {port} is taken by {holder}. Type:\n  GIS_PORT={other} make {verb}",
            )
        )


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


def show_help() -> int:
    """List the verbs."""
    for verb, (vi, en) in HELP.items():
        say(f"  make {verb:<12} {vi}", f"  make {verb:<12} {en}")
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "demo-real": demo_real,
    "dev": develop,
    "test": test,
    "check": check,
    "bench": bench,
    "bless": bless,
    "changes": gather_changes,
    "lock": lock,
    "packages": system_packages,
}
HELP = {
    "demo": ("phục vụ dữ liệu mô phỏng", "serve the sample"),
    "demo-real": ("phục vụ Khánh Hòa từ dữ liệu thật", "serve Khánh Hòa from the real data"),
    "dev": (
        "máy chủ và Vite, tự nạp lại khi sửa mã; NAME=real | own",
        "server and Vite, both follow every change of code; NAME=real | own",
    ),
    "test": (
        "mọi kiểm thử; NAME=tệp, thư mục hoặc từ của -k; ARGS=tùy chọn của pytest",
        "all tests; NAME=a file, a folder or a word for -k; ARGS=options of pytest",
    ),
    "check": (f"kiểm tra tĩnh; NAME={' | '.join(parts.CHECKS)}", f"static checks; NAME={' | '.join(parts.CHECKS)}"),
    "bench": ("đo tốc độ; NAME=tiles …", "benchmarks; NAME=tiles …"),
    "bless": ("viết lại các kết quả mẫu", "write golden outputs anew"),
    "changes": ("gom .changes/*.md vào CHANGELOG.md", "gather .changes/*.md into CHANGELOG.md"),
    "lock": ("viết lại requirements.lock", "write requirements.lock anew"),
    "packages": ("cài các gói hệ thống", "install the system's packages"),
}
"""What `make help` says of each verb, in both languages."""
