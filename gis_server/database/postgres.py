"""Find the system's own PostgreSQL that has PostGIS, and the user that it may run as."""

import os
import pwd
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from layers.core.errors import UnavailableError
from layers.core.model import Text, text

LIBRARIES = Path("/usr/lib/postgresql")
SHARES = Path("/usr/share/postgresql")
SYSTEM_USER = "postgres"


@dataclass(frozen=True, slots=True)
class Binaries:
    """One major version's programs, e.g. 15 in /usr/lib/postgresql/15/bin."""

    major: int
    folder: Path

    def path(self, program: str) -> str:
        """Return the full path of one of its programs."""
        return str(self.folder / program)


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system. PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int


def find_binaries(libraries: Path = LIBRARIES, shares: Path = SHARES) -> list[Binaries]:
    """List the versions that have both a server and PostGIS, newest first."""
    found: list[Binaries] = []
    for control in shares.glob("*/extension/postgis.control"):
        version = control.parent.parent.name
        folder = libraries / version / "bin"
        if re.fullmatch(r"\d+", version) and (folder / "postgres").exists():
            found.append(Binaries(int(version), folder))
    return sorted(found, key=lambda b: -b.major)


def choose_binaries(pgdata: Path, found: list[Binaries]) -> Binaries:
    """Take the version that wrote the folder, or the newest for a new folder.

    Raises:
        UnavailableError: no PostGIS here, or none of the version that wrote the folder: its text says how to dump.
    """
    if not found:
        raise UnavailableError(
            text("Máy này chưa có PostgreSQL kèm PostGIS.", "This machine has no PostgreSQL with PostGIS."),
            remedy=text(
                "Chạy: sudo apt-get install postgresql-postgis", "Run: sudo apt-get install postgresql-postgis"
            ),
        )
    mark = pgdata / "PG_VERSION"
    if not mark.exists():
        return found[0]
    wrote = int(mark.read_text().strip())
    for binaries in found:
        if binaries.major == wrote:
            return binaries
    raise UnavailableError(
        text(
            f"Thư mục dữ liệu {pgdata} do PostgreSQL {wrote} ghi; máy chỉ còn phiên bản {found[0].major}.",
            f"The data folder {pgdata} was written by PostgreSQL {wrote}; this machine now has only {found[0].major}.",
        ),
        value=wrote,
        limit=found[0].major,
        remedy=_how_to_upgrade(pgdata, wrote),
    )


def _how_to_upgrade(pgdata: Path, wrote: int) -> Text:
    install = f"sudo apt-get install postgresql-{wrote}-postgis-3"
    dump = f"/usr/lib/postgresql/{wrote}/bin/pg_dumpall"
    return text(
        f"Cài lại phiên bản cũ ({install}) rồi chạy tiếp; hoặc khi đã cài, sao lưu bằng {dump}, đổi tên {pgdata}, "
        "khởi động để tạo thư mục mới và nạp lại bản sao lưu.",
        f"Install the old version again ({install}) and go on with it; or, once installed, dump with {dump}, "
        f"rename {pgdata}, start once for a new folder, and load the dump.",
    )


def account() -> Account | None:
    """Return the user that PostgreSQL must run as when we are root; None when it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError as missing:
        raise UnavailableError(
            text("Thiếu người dùng hệ thống postgres.", "The system user postgres is missing."),
            remedy=text("Cài gói postgresql-common.", "Install the package postgresql-common."),
        ) from missing
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def can_reach(folder: Path, who: Account | None) -> bool:
    """Say whether this user may walk down to the folder: every existing parent must let others (or its group) pass."""
    if who is None:
        return True
    for parent in (folder, *folder.parents):
        if not parent.exists():
            continue
        status = parent.stat()
        bit = 0o100 if status.st_uid == who.uid else 0o010 if status.st_gid == who.gid else 0o001
        if not status.st_mode & bit:
            return False
    return True


def shared_memory_mib(folder: Path = Path("/dev/shm")) -> int:  # noqa: S108 - the system's place, not a file of ours
    """Return the size of the shared memory file system in MiB; 0 when there is none."""
    return shutil.disk_usage(folder).total // 2**20 if folder.is_dir() else 0
