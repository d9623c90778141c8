"""The page: Node where it is missing or too old, npm's locked packages, Vite; rebuilt only when its inputs changed."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from gis_server.setup.machine import ROOT
from gis_server.setup.python import node_of_venv
from gis_server.setup.terminal import StopError, pick, run, step

FRONTEND = ROOT / "frontend"
DIST = FRONTEND / "dist"
MODULES = FRONTEND / "node_modules"
OUTPUTS = {"node_modules", "dist", ".svelte-kit", ".vite", ".generated", "__pycache__"}


def new_enough(version: str) -> bool:
    """Say whether Vite 8 runs on this Node: 20.19 or newer of the 20s, 22.12 or newer."""
    found = re.match(r"v?(\d+)\.(\d+)", version)
    if found is None:
        return False
    major, minor = int(found.group(1)), int(found.group(2))
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22  # noqa: PLR2004


def node_environment() -> dict[str, str]:
    """Return an environment whose PATH finds a good node and npm first.

    Raises:
        StopError: neither the system nor the wheel has one.
    """
    environment = {**os.environ, "npm_config_update_notifier": "false", "npm_config_fund": "false"}
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if new_enough(said):
            return environment
    wheel = node_of_venv()
    if wheel is None:
        again = f"rm -rf {ROOT}/.venv && make demo"
        raise StopError(pick(f"Không có Node ≥ 20.19. Gõ:\n  {again}", f"There is no Node ≥ 20.19. Type:\n  {again}"))
    environment["PATH"] = f"{wheel / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def npm(*words: str) -> list[str]:
    """Return the command that runs npm: the system's, or the one that lies beside the wheel's Node."""
    environment = node_environment()
    found = shutil.which("npm", path=environment["PATH"])
    wheel = node_of_venv()
    if found and (wheel is None or not found.startswith(str(wheel))):
        return [found, *words]
    assert wheel is not None  # noqa: S101 - node_environment has just found it
    return [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js"), *words]


def install(log: Path) -> None:
    """Run `npm ci` when the lock or Node changed since the last time."""
    wanted = _digest([FRONTEND / "package-lock.json", FRONTEND / "package.json"])
    stamp = MODULES / ".gis-stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step("Thư viện giao diện (npm ci)", "Packages of the page (npm ci)"):
        run(npm("ci", "--no-audit", "--no-fund"), log, cwd=FRONTEND, env=node_environment())
    stamp.write_text(wanted)


def build(log: Path) -> None:
    """Build the page into `frontend/dist` when any of its inputs changed."""
    wanted = _digest(_inputs())
    stamp = DIST / ".gis-stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    install(log)
    with step("Dựng giao diện (Vite)", "Building the page (Vite)"):
        run(npm("run", "build"), log, cwd=FRONTEND, env=node_environment())
    stamp.write_text(wanted)


def _inputs() -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = sorted(set(folders) - OUTPUTS)
        found += [Path(folder) / name for name in sorted(files)]
    return found


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(FRONTEND)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
