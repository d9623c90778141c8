"""The embedded PostgreSQL: Debian's own binaries, a data folder of ours, TCP on 127.0.0.1 only.

Nothing outside the folder is touched: no cluster of Debian's, no service, no Unix socket (their paths may not exceed
107 bytes). Several processes may use one cluster; the first starts it, the last one out ends it (`keeper.py`).
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from gis_server.database import postgres
from gis_server.setup.machine import outside_folders
from layers.core.errors import UnavailableError
from layers.core.model import text

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90.0
STOP_SECONDS = 60.0
SMALL_SHARED_MEMORY_MIB = 256
ROLES = ("postgres", "gis_owner", "gis_app", "gis_reader")


def default_folder() -> Path:
    """Return where the embedded cluster of this checkout lives.

    `.gis` in the checkout; under /var/lib when the database's user cannot get there (root's home is closed to it); in
    the user's home when the checkout lies on a Windows drive of WSL, which knows no owners or modes.
    """
    inside = ROOT / ".gis"
    for_root, for_user = outside_folders(ROOT)
    if str(ROOT).startswith("/mnt/") and "microsoft" in Path("/proc/version").read_text().lower():
        return for_user
    if postgres.can_reach(inside, postgres.account()):
        return inside
    return for_root


class EmbeddedCluster:
    """A PostgreSQL of our own in `folder`.

    Args:
        folder: holds `pgdata`, the passwords (0600), the locks and the log.
        fsync: False only for tests: faster, and lost when the machine stops.
        temporary: the keeper removes the whole folder when the last user has gone.
    """

    def __init__(self, folder: Path, *, fsync: bool = True, temporary: bool = False) -> None:
        self.folder = folder
        self._pgdata = folder / "pgdata"
        self._fsync = fsync
        self._temporary = temporary
        self._account = postgres.account()
        self._users: int | None = None

    def start(self) -> str:
        """Start the cluster, or join the one that runs, and return the URL of its superuser.

        Raises:
            UnavailableError: no PostGIS, another major version's folder, or PostgreSQL's own words when it fails.
        """
        self._make_folder()
        if self._users is None:
            self._users = os.open(self.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
        with _locked(self.folder / "start.lock"):
            self._make_passwords()
            if not (self._answers() and self._kept()):
                self._clear_stale()
                binaries = postgres.choose_binaries(self._pgdata, postgres.find_binaries())
                if not self._pgdata.exists():
                    self._initdb(binaries)
                self._spawn(binaries)
        return self.url()

    def stop(self, wait_s: float = 0.0) -> None:
        """Leave the cluster. The last one out ends it; wait so many seconds at most for that to be done."""
        if self._users is None:
            return
        os.close(self._users)
        self._users = None
        deadline = time.monotonic() + wait_s
        while time.monotonic() < deadline and (self._pgdata / "postmaster.pid").exists():
            time.sleep(0.05)

    def url(self, role: str = "postgres", database: str = "postgres") -> str:
        """Return the connection URL of one of the roles."""
        return f"postgresql://{role}:{self.passwords()[role]}@127.0.0.1:{self._port()}/{database}"

    def passwords(self) -> dict[str, str]:
        """Return the passwords of the cluster's roles, made at the first start."""
        return dict(json.loads((self.folder / "passwords.json").read_text()))

    def alive(self) -> bool:
        """Say whether the postmaster of this folder runs."""
        return self._postmaster() is not None

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o755)
            (self.folder / "start.lock").touch()
        except PermissionError as error:
            raise UnavailableError(
                text(f"Không ghi được vào {self.folder}.", f"The folder {self.folder} cannot be written."),
                remedy=text(
                    "Chạy bằng người dùng đã tạo thư mục đó, hoặc đặt GIS_DATA_DIR.",
                    "Run as the user who made it, or set GIS_DATA_DIR to another folder.",
                ),
            ) from error

    def _make_passwords(self) -> None:
        """Make the passwords once; only under the lock, so that two first users never have different ones."""
        file = self.folder / "passwords.json"
        if not file.exists():
            made = {role: secrets.token_urlsafe(18) for role in ROLES}
            descriptor = os.open(file.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as out:
                json.dump(made, out)
            file.with_suffix(".new").rename(file)

    def _initdb(self, binaries: postgres.Binaries) -> None:
        """Make the data folder beside its place, then rename it, so that an interrupted initdb leaves nothing half."""
        draft = self.folder / "pgdata.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = self.folder / "initdb.password"
        password.touch(mode=0o600)
        password.write_text(self.passwords()["postgres"])
        if self._account is not None:
            os.chown(draft, self._account.uid, self._account.gid)
            os.chown(password, self._account.uid, self._account.gid)
        # --locale=C.UTF-8: a plain C locale gives SQL_ASCII; order of names is ICU's business, never the locale's.
        command = [binaries.path("initdb"), "-D", str(draft), "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        command += ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password}"]
        done = self._run(command)
        password.unlink()
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise _failed(binaries.path("initdb"), done.stdout)
        (draft / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        draft.rename(self._pgdata)

    def _run(self, command: list[str]) -> "subprocess.CompletedProcess[str]":
        who = self._account
        return subprocess.run(  # noqa: S603 - our own command line
            command,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=None if who is None else who.uid,
            group=None if who is None else who.gid,
            extra_groups=None if who is None else [],
        )

    def _spawn(self, binaries: postgres.Binaries) -> None:
        port = _free_port(self._port())
        (self.folder / "port").write_text(str(port))
        account = self._account
        order = {
            "folder": str(self.folder),
            "command": [binaries.path("postgres"), "-D", str(self._pgdata), *_options(port, fsync=self._fsync)],
            "account": None if account is None else {"uid": account.uid, "gid": account.gid},
            "temporary": self._temporary,
        }
        keeper = subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-m", "gis_server.database.keeper", json.dumps(order)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "postgres.log").open("ab"),
            start_new_session=True,  # Ctrl-C is for us; the keeper leaves when we have left
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if keeper.poll() is not None or time.monotonic() > deadline:
                keeper.terminate()
                raise _failed(binaries.path("postgres"), _tail(self.folder / "postgres.log"))
            time.sleep(0.05)

    def _answers(self) -> bool:
        if self._postmaster() is None:
            return False
        with suppress(psycopg.OperationalError), psycopg.connect(self.url(), connect_timeout=5):
            return True
        return False

    def _kept(self) -> bool:
        """Say whether a keeper holds the postmaster; one without would never end."""
        with (self.folder / "keeper.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _port(self) -> int:
        file = self.folder / "port"
        return int(file.read_text()) if file.exists() else 0

    def _postmaster(self) -> int | None:
        """Return the process id of the living postmaster of this folder; the number in its file may be a stranger's."""
        try:
            pid = int((self._pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
            same = Path(f"/proc/{pid}/cwd").readlink() == self._pgdata.resolve()
        except (OSError, ValueError):
            return None
        return pid if same else None

    def _running(self) -> bool:
        """Say whether any process of this folder's PostgreSQL runs: a dead postmaster's children may outlive it."""
        folder = self._pgdata.resolve()
        for working in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):
                if working.readlink() == folder:
                    return True
        return False

    def _clear_stale(self) -> None:
        """End a postmaster that no keeper holds or that does not answer; remove the file that a dead one left.

        Until the last child has gone, a new postmaster is refused: the shared memory is still in use.
        """
        pid = self._postmaster()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while self._running() and time.monotonic() < deadline:
            time.sleep(0.05)  # they are no children of ours, whose end could be waited for
        with suppress(FileNotFoundError):
            (self._pgdata / "postmaster.pid").unlink()


def _options(port: int, *, fsync: bool) -> list[str]:
    options = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "200",  # the tests run several servers on one cluster; a slot costs kilobytes
        "shared_buffers": "128MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",  # our queries are short; compiling them costs more than it saves
        "wal_level": "minimal",
        "max_wal_senders": "0",
    }
    if postgres.shared_memory_mib() < SMALL_SHARED_MEMORY_MIB:
        options["dynamic_shared_memory_type"] = "mmap"
    if not fsync:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return [word for name, value in options.items() for word in ("-c", f"{name}={value}")]


def _free_port(preferred: int) -> int:
    """Return the preferred port when it is free (an open connection pool finds the cluster again), else any."""
    for port in (preferred, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    msg = "no free TCP port on 127.0.0.1"
    raise OSError(msg)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _tail(path: Path, lines: int = 15) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""


def _failed(program: str, output: str) -> UnavailableError:
    return UnavailableError(
        text(f"{program} không chạy được:\n{output}", f"{program} did not start:\n{output}"),
        remedy=text(
            "Xem dung lượng đĩa và bộ nhớ còn trống, rồi chạy lại.", "Check free disk and memory, then start again."
        ),
    )
