"""A minimal Debian or Ubuntu in a folder: an unprivileged user is told the one command, then root gets the map.

The machine's own settings for apt, pip and npm and its certificates are copied in while this runs; none is kept.
"""

import hashlib
import json
import math
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SUITES = ("bookworm", "trixie", "noble")
CHECKOUTS = {"bookworm": "/srv/gis", "trixie": "/home/officer/gis", "noble": "/srv/gis"}
"""In Debian 13 the checkout lies in a closed home, where the user postgres may not go."""
UBUNTU = "http://archive.ubuntu.com/ubuntu"
KEYRING = f"{UBUNTU}/pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1_all.deb"
KEYRING_SHA256 = "36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8"
"""Debian has no package of Ubuntu's keys."""
USER = "officer"
STOP_WITHIN_S = 5.0
SECOND_START_S = 10.0
END_WITHIN_S = 40.0
CERTIFICATES = "/etc/machine-certificates.crt"
PASSED_ON = re.compile(r"(PIP_|UV_|npm_config_|NODE_EXTRA|SSL_CERT|REQUESTS_CA|CURL_CA).*|.*_proxy", re.IGNORECASE)


class AwayError(Exception):
    """The archive of a suite cannot be reached from here."""


class Trouble(Exception):  # noqa: N818 - what went wrong with the product, not with this program
    """What the fresh system did otherwise than it should."""


def try_suite(suite: str, source: Path, deadline: float) -> str | None:
    """Try one suite until the deadline (by the monotonic clock); return what went wrong, or None.

    Raises:
        AwayError: Ubuntu's archive cannot be reached; Debian's must be.
    """
    with tempfile.TemporaryDirectory(prefix=f"gis-{suite}-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o755)
        root = folder / "root"
        try:
            _need_mmdebstrap()
            _build(suite, root, deadline)
            with _proc(root):
                try:
                    _story(suite, root, source, deadline)
                finally:
                    left = _end_all(root)
            if left:
                return f"left running: {', '.join(left)}"
        except (Trouble, OSError, subprocess.SubprocessError, ValueError, KeyError) as trouble:
            return f"{type(trouble).__name__}: {trouble}"
    return None


def _need_mmdebstrap() -> None:
    if shutil.which("mmdebstrap") is None:
        subprocess.run(["apt-get", "update", "-q"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-qy", "mmdebstrap"], check=True, stdout=subprocess.DEVNULL)


def _story(suite: str, root: Path, source: Path, deadline: float) -> None:
    checkout = CHECKOUTS[suite]
    inside = root / checkout.lstrip("/")
    subprocess.run(["chroot", root, "useradd", "--create-home", USER], check=True)
    (root / f"home/{USER}").chmod(0o700)
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", source, inside], check=True)
    if checkout.startswith("/home"):
        subprocess.run(["chroot", root, "chown", "-R", f"{USER}:{USER}", checkout], check=True)
    _told_one_command(root, checkout)
    port = _free_port()
    first = _serve(root, checkout, port, deadline)
    second = _serve(root, checkout, port, deadline)
    print(f"   first start {first[0]:.1f} s, second {second[0]:.1f} s", flush=True)
    if second[0] > SECOND_START_S:
        raise Trouble(f"the second start took {second[0]:.1f} s")
    if first[1] != second[1]:
        raise Trouble("the second start does not show what the first did")


def _told_one_command(root: Path, checkout: str) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [
            "chroot",
            f"--userspec={USER}",
            root,
            "env",
            "-i",
            f"PATH={os.defpath}:/usr/bin",
            "make",
            "-C",
            checkout,
            "demo",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    took = time.monotonic() - began
    print("".join(f"   | {line}\n" for line in done.stdout.splitlines()), end="", flush=True)
    commands = [line for line in done.stdout.splitlines() if re.match(r"\s+(sudo|su) ", line)]
    if done.returncode == 0 or len(commands) != 1 or took > STOP_WITHIN_S:
        raise Trouble(
            f"an unprivileged make demo: status {done.returncode}, {took:.1f} s, said {done.stdout}{done.stderr}"
        )


def _serve(root: Path, checkout: str, port: int, deadline: float) -> tuple[float, list[object]]:
    """Run `make demo` until the map and one tile are fetched; return the seconds until /health, and the home."""
    began = time.monotonic()
    environment = {**_settings(root), "GIS_PORT": str(port), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
    words = [f"{name}={value}" for name, value in environment.items()]
    command = ["chroot", str(root), "env", "-i", *words, "make", "-C", checkout, "demo"]
    with subprocess.Popen(command, start_new_session=True) as make:
        try:
            while not _answers(port):
                if make.poll() is not None or time.monotonic() > deadline:
                    raise Trouble(f"make demo: status {make.poll()}, no /health after {time.monotonic() - began:.0f} s")
                time.sleep(0.2)
            seconds = time.monotonic() - began
            home = _look(port)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(make.pid, signal.SIGINT)
            ended = _ends(make)
    if not ended:
        raise Trouble(f"make demo did not end within {END_WITHIN_S:.0f} s of Ctrl-C")
    return seconds, home


def _ends(make: subprocess.Popen[bytes]) -> bool:
    """Wait for the end that Ctrl-C asked for; what does not come to it is killed."""
    try:
        make.wait(timeout=END_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(make.pid, signal.SIGKILL)
        return False
    return True


def _look(port: int) -> list[object]:
    """Fetch the page, the home and the tile in the middle of it."""
    page = _get(port, "/")
    if b"<script" not in page:
        raise Trouble(f"the page has no script: {page[:200]!r}")
    home = json.loads(_get(port, "/api/home"))
    edition = home["editions"][-1]
    west, south, east, north = edition["fit"]
    tiles = edition["tiles"]["province"]
    zoom = max(tiles["minzoom"], 7)
    column, row = _tile((west + east) / 2, (south + north) / 2, zoom)
    tile = _get(port, f"/tiles/units-province/{tiles['version']}/{zoom}/{column}/{row}.mvt")
    if not tile:
        raise Trouble("the tile in the middle of the home is empty")
    print(f"   page {len(page)} bytes, tile {zoom}/{column}/{row} {len(tile)} bytes", flush=True)
    return [home["home"], [e["tiles"] for e in home["editions"]]]


def _tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    count = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * count), int(y * count)


def _get(port: int, path: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}{path}", timeout=30) as reply:
        body: bytes = reply.read()
        return body


def _answers(port: int) -> bool:
    with suppress(OSError):
        return bool(_get(port, "/health"))
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _build(suite: str, root: Path, deadline: float) -> None:
    """Build the root: apt, Python and make, nothing else beyond the smallest system."""
    options = [f"--aptopt={line}" for line in _apt_options()]
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--include=apt,python3,make", *options]
    with tempfile.TemporaryDirectory() as keys:
        if suite == "noble":
            origin = [f"--keyring={_ubuntu_keys(Path(keys))}", "--components=main,universe", suite, str(root), UBUNTU]
        else:
            own = re.search(r"^(?:URIs:|deb(?: \[.*\])?)\s+(\S+/debian)/?\s", _sources(), re.MULTILINE)
            origin = [suite, str(root), *([own[1]] if own else [])]
        subprocess.run([*command, *origin], check=True, timeout=max(1, deadline - time.monotonic()))
    for name in ("resolv.conf", "hosts"):
        shutil.copyfile(f"/etc/{name}", root / "etc" / name)
    bundle = next((p for p in ("/etc/ssl/certs/ca-certificates.crt",) if Path(p).exists()), None)
    if bundle is not None:
        shutil.copyfile(bundle, root / CERTIFICATES.lstrip("/"))
    for name in ("auth.conf.d", "auth.conf"):
        if Path("/etc/apt", name).is_dir():
            shutil.copytree(f"/etc/apt/{name}", root / "etc/apt" / name, dirs_exist_ok=True)
        elif Path("/etc/apt", name).exists():
            shutil.copyfile(f"/etc/apt/{name}", root / "etc/apt" / name)
    (root / "etc/pip.conf").write_text(_pip_settings())
    npm = Path.home() / ".npmrc"
    if npm.exists():
        (root / "root/.npmrc").write_text(_with_certificates(npm.read_text()))


def _ubuntu_keys(folder: Path) -> Path:
    try:
        with urllib.request.urlopen(KEYRING, timeout=30) as reply:
            package: bytes = reply.read()
    except OSError as error:
        raise AwayError(f"{KEYRING}: {error}") from error
    if (found := hashlib.sha256(package).hexdigest()) != KEYRING_SHA256:
        raise Trouble(f"{KEYRING} has the checksum {found}")
    (folder / "keys.deb").write_bytes(package)
    subprocess.run(["dpkg-deb", "-x", folder / "keys.deb", folder], check=True)
    return folder / "usr/share/keyrings/ubuntu-archive-keyring.gpg"


def _sources() -> str:
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*.[sl]*"))]
    return "\n".join(p.read_text() for p in files if p.is_file() and p.suffix in {".list", ".sources"})


def _apt_options() -> list[str]:
    """Return the machine's own one-line apt options about fetching; hooks of other programs stay outside."""
    dumped = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    return [line for line in dumped.splitlines() if re.match(r'Acquire::\S+ ".+";', line) and "Languages" not in line]


def _pip_settings() -> str:
    listed = subprocess.run(
        ["python3", "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    pairs = (line.partition("=") for line in listed.splitlines() if line.startswith("global."))
    lines = [f"{key.removeprefix('global.')} = {value.strip(chr(39))}" for key, _, value in pairs]
    return _with_certificates("\n".join(["[global]", *lines, ""]))


def _with_certificates(text: str) -> str:
    return text.replace("/etc/ssl/certs/ca-certificates.crt", CERTIFICATES)


def _settings(root: Path) -> dict[str, str]:
    """Return the machine's settings that travel as variables."""
    passed = {name: _with_certificates(value) for name, value in os.environ.items() if PASSED_ON.fullmatch(name)}
    return {name: value for name, value in passed.items() if not value.startswith("/") or _inside(root, value)}


def _inside(root: Path, value: str) -> bool:
    return (root / value.lstrip("/")).exists()


@contextmanager
def _proc(root: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", root / "proc"], check=False)


def _end_all(root: Path) -> list[str]:
    """Name what still runs inside the root, and kill it."""
    deadline = time.monotonic() + 20
    while (found := _processes(root)) and time.monotonic() < deadline:
        time.sleep(0.2)
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return list(found.values())


def _processes(root: Path) -> dict[int, str]:
    found: dict[int, str] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str((entry / "root").readlink()) == str(root):
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")[:120]
    return found
