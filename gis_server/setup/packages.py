"""The system's own packages: what is missing, and who may install it."""

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from gis_server.setup.machine import ROOT, refuse_old, system
from gis_server.setup.terminal import StopError, pick, run, step

LISTS = Path("/var/lib/apt/lists")
LISTS_OLD_S = 24 * 3600
LOCK_WAIT_S = 600
CLUSTER_CONFIGURATION = Path("/etc/postgresql-common/createcluster.d/gis-platform.conf")
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def missing(*, browser: bool, database: bool) -> list[str]:
    """List the packages that this machine lacks."""
    wanted: list[str] = []
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        wanted.append("python3-venv")
    if database and not has_postgis():
        wanted.append("postgresql-postgis")
    if browser and ctypes.util.find_library("atomic") is None:
        wanted.append("libatomic1")  # Playwright's own Node needs it
    if browser and system().name != "ubuntu" and not has_browser():
        wanted.append("chromium")  # Ubuntu has no such package; see browser.py
    return wanted


def has_browser() -> bool:
    """Say whether the system has a browser that the tests can drive."""
    return any(Path(path).exists() for path in BROWSERS)


def has_postgis() -> bool:
    """Say whether a PostgreSQL server with PostGIS is installed."""
    controls = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    return any((Path("/usr/lib/postgresql") / c.parts[-3] / "bin/postgres").exists() for c in controls)


def install(packages: Sequence[str], verb: str, log: Path) -> None:
    """Install packages, as root or through sudo.

    Raises:
        StopError: we are neither root nor may use sudo; its text is the one command to type.
    """
    if not packages:
        return
    refuse_old(system())
    if shutil.which("apt-get") is None:
        raise StopError(
            pick(
                f"Thiếu {', '.join(packages)} và máy này không có apt. Cài PostGIS ≥ 3.3 rồi gõ: "
                f"DATABASE_URL=postgresql://… make {verb}",
                f"Missing: {', '.join(packages)}, and this machine has no apt. With any PostGIS ≥ 3.3, type: "
                f"DATABASE_URL=postgresql://… make {verb}",
            )
        )
    if os.geteuid() == 0:
        _install_as_root(packages, log)
        return
    command = [sys.executable, str(ROOT / "gis_server/bootstrap.py"), "packages", *packages]
    if not _may_sudo():
        raise StopError(_one_command(packages))
    if subprocess.run(["sudo", *command], check=False).returncode != 0:
        raise StopError(_one_command(packages))


def _one_command(packages: Sequence[str]) -> str:
    inner = f"{sys.executable} {ROOT}/gis_server/bootstrap.py packages {' '.join(packages)}"
    command = f"sudo {inner}" if shutil.which("sudo") else f"su -c '{inner}'"
    return pick(
        f"Thiếu gói hệ thống: {', '.join(packages)}. Gõ một lệnh này, rồi chạy lại:\n  {command}",
        f"Missing system packages: {', '.join(packages)}. Type this one command, then run again:\n  {command}",
    )


def _may_sudo() -> bool:
    """Say whether sudo works without a password, or somebody sits here who is allowed to type one."""
    if shutil.which("sudo") is None:
        return False
    if subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return True
    import grp  # noqa: PLC0415 - only where there is a sudo

    groups = {grp.getgrgid(number).gr_name for number in os.getgroups()}
    return sys.stdin.isatty() and bool(groups & {"sudo", "admin", "wheel"})


def _install_as_root(packages: Sequence[str], log: Path) -> None:
    names = ", ".join(packages)
    with step(f"Gói hệ thống: {names}", f"System packages: {names}"), _no_cluster_of_debians():
        if _lists_are_old():
            _apt(["update"], log)
        try:
            _apt(["install", "-y", "--no-install-recommends", *packages], log)
        except StopError:
            # An index may name a version that the archive has replaced since; a package may be half configured.
            with suppress(StopError):
                run(["dpkg", "--configure", "-a"], log, env=_environment())
            _apt(["update"], log)
            _apt(["install", "-y", "--no-install-recommends", *packages], log)


def _apt(words: Sequence[str], log: Path) -> None:
    options = ["-q", "-o", f"DPkg::Lock::Timeout={LOCK_WAIT_S}", "-o", "Acquire::Retries=3"]
    run(["apt-get", *options, *words], log, env=_environment())


def _environment() -> dict[str, str]:
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "a", "LC_ALL": "C.UTF-8"}


def _lists_are_old() -> bool:
    found = [path.stat().st_mtime for path in LISTS.glob("*Packages*")]
    return not found or time.time() - max(found) > LISTS_OLD_S


@contextmanager
def _no_cluster_of_debians() -> Iterator[None]:
    """Keep the package from making and starting a cluster of its own; one that exists is not touched."""
    folders = (CLUSTER_CONFIGURATION.parent.parent, CLUSTER_CONFIGURATION.parent)
    made = [folder for folder in folders if not folder.exists()]
    CLUSTER_CONFIGURATION.parent.mkdir(parents=True, exist_ok=True)
    CLUSTER_CONFIGURATION.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        CLUSTER_CONFIGURATION.unlink(missing_ok=True)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()  # only when the package has not made it its own
