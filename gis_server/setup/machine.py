"""What the machine has: system, memory, disk, ports."""

import hashlib
import json
import os
import shutil
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gis_server.setup.distribution import distribution, upgrade
from gis_server.setup.terminal import StopError, pick, say

ROOT = Path(__file__).resolve().parents[2]
MIN_MEMORY_MIB = 1500
MIN_DISK_MIB = 3000


@dataclass(frozen=True)
class System:
    """The distribution, e.g. ('debian', 12.0); ('', 0.0) when unknown."""

    name: str
    version: float


def system(release: Path = Path("/etc/os-release")) -> System:
    """Read which distribution this is."""
    return System(*distribution(str(release)))


def refuse_old(found: System) -> None:
    """Stop on a system whose PostGIS is older than 3.3.

    Raises:
        StopError: with the command that upgrades it.
    """
    if (command := upgrade(found.name, found.version)) is not None:
        raise StopError(
            pick(
                f"{found.name} {found.version:g} quá cũ; cần Debian 12 hoặc Ubuntu 24.04 trở lên. Gõ:\n  {command}",
                f"{found.name} {found.version:g} is too old; it takes Debian 12 or Ubuntu 24.04. Type:\n  {command}",
            )
        )


def refuse_small(root: Path = ROOT) -> None:
    """Stop when there is too little disk; warn when there is too little memory.

    Raises:
        StopError: the disk is nearly full.
    """
    free = shutil.disk_usage(root).free // 2**20
    if free < MIN_DISK_MIB and not (root / "frontend/dist/index.html").exists():
        raise StopError(
            pick(
                f"Ổ đĩa của {root} chỉ còn {free} MiB; lần cài đầu cần {MIN_DISK_MIB} MiB. Gõ: df -h {root}",
                f"The disk of {root} has {free} MiB left; the first set-up needs {MIN_DISK_MIB} MiB. "
                f"Type: df -h {root}",
            )
        )
    memory = memory_mib()
    if memory and memory < MIN_MEMORY_MIB:
        say(
            f"Cảnh báo: máy còn {memory} MiB bộ nhớ; nên có ít nhất 2 GB.",
            f"Warning: {memory} MiB of memory are available; 2 GB is the least that we recommend.",
        )


def memory_mib(meminfo: Path = Path("/proc/meminfo")) -> int:
    """Return the available memory in MiB; 0 when unknown."""
    with suppress(OSError, ValueError):
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) // 1024
    return 0


def port_taken(port: int) -> bool:
    """Say whether somebody listens on 127.0.0.1 (or everywhere) at this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def free_port_after(port: int) -> int:
    """Return a port that nobody listens on: the next one if possible, else a lower one."""
    candidates = (*range(port + 1, 65536), *range(port - 1, 1023, -1))
    return next(other for other in candidates if not port_taken(other))


def port_holder(port: int) -> str | None:
    """Name the program that listens on this TCP port, e.g. `nginx (process 812)`; None when we may not see it."""
    inodes: set[str] = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        with suppress(OSError):
            for line in table.read_text().splitlines()[1:]:
                words = line.split()
                if words[3] == "0A" and int(words[1].rsplit(":", 1)[1], 16) == port:  # 0A is LISTEN
                    inodes.add(f"socket:[{words[9]}]")
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(str(entry.readlink()) in inodes for entry in (process / "fd").iterdir()):
                name = (process / "comm").read_text().strip()
                return f"{name} ({pick('tiến trình', 'process')} {process.name})"
    return None


def outside_folders(root: Path = ROOT) -> tuple[Path, Path]:
    """Return where the data of this checkout lies when it may not lie inside: for root, and for a user on WSL."""
    key = f"{root.name}-{hashlib.sha256(str(root).encode()).hexdigest()[:8]}"
    return Path("/var/lib/gis-platform") / key, Path.home() / ".local/share/gis-platform" / key


def our_server(port: int) -> str | None:
    """Return the address of the server of this very checkout when it runs already."""
    for folder in (os.environ.get("GIS_DATA_DIR"), str(ROOT / ".gis"), *map(str, outside_folders())):
        if not folder:
            continue
        with suppress(OSError, ValueError, KeyError):
            first = json.loads((Path(folder) / "serve.lock").read_text())
            alive = Path(f"/proc/{int(first['pid'])}").exists()
            if alive and str(first["url"]).endswith(f":{port}"):
                return str(first["url"])
    return None
