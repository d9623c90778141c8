"""`gis-server up`: database, migrations, sample, web processes, all in the foreground and ended together."""

import fcntl
import json
import os
import select
import shlex
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gis_server.database.embedded import EmbeddedCluster, default_folder
from gis_server.database.migrate import migrate
from gis_server.database.roles import Urls, prepare
from gis_server.granting import granting
from gis_server.say import console, pick, say
from gis_server.settings import Settings
from gis_server.setup.machine import free_port_after, port_holder
from gis_server.watching import Code
from gis_server.workers import Workers, listen
from layers.core.clock import SystemClock
from layers.core.errors import UnavailableError
from layers.core.model import Text, text
from layers.registry import check, code_registry, full_registry

HEALTH_SECONDS = 60.0
LOOK_SECONDS = 5.0
"""How often, in seconds, a quiet supervisor looks whether the database still runs."""
FOLLOW_SECONDS = 0.5
"""How often, in seconds, code that somebody works on is looked at."""
NO_EXTENSION = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.UndefinedFile,
    psycopg.errors.FeatureNotSupported,
)
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class AlreadyServingError(UnavailableError):
    """Another `up` serves this data folder: what was asked for is there already."""

    title = text("Đã chạy", "Already running")


@contextmanager
def step(said: Text) -> Iterator[None]:
    """Show what is being done, then how long it took."""
    began = time.monotonic()
    with console.status(pick(said)):
        yield
    console.print(f"  [green]✓[/] {pick(said)} [dim]{time.monotonic() - began:.1f} s[/]")


@contextmanager
def database(settings: Settings, wait_s: float = 0) -> Iterator[tuple[Urls, EmbeddedCluster | None]]:
    """Lend the installation's database, started if it is the embedded one and nobody runs it yet.

    Leaving, it waits so many seconds at most for PostgreSQL to end; a command need not, the server does.
    With DATABASE_URL the role given there migrates too: it needs the extensions, or the right to create them.
    """
    if settings.database_url is not None:
        reader = settings.reader_url or settings.database_url
        yield Urls(owner=settings.database_url, application=settings.database_url, reader=reader), None
        return
    cluster = EmbeddedCluster(settings.data_dir or default_folder())
    try:
        cluster.start()
        yield prepare(cluster, settings.database, settings.reader_timeout_s), cluster
    finally:
        cluster.stop(wait_s)


def migrate_or_explain(url: str, layer_paths: Iterable[Path] = (), *, take_back: bool = False) -> None:
    """Migrate; when the role may not create an extension, say the exact command that an administrator types.

    `take_back` is for the server that starts: see `gis_server.database.grants.grant`.

    Raises:
        UnavailableError: no PostGIS on that server, a version below 3.3, or no right to create it.
    """
    try:
        migrate(url, layer_paths, take_back=take_back)
    except NO_EXTENSION as error:
        name = str(conninfo_to_dict(url).get("dbname") or "")
        create = "; ".join(f"create extension if not exists {e}" for e in ("postgis", "pg_trgm", "btree_gist"))
        command = f'psql -d {name} -c "{create}"'
        raise UnavailableError(
            text(f"Cơ sở dữ liệu {name}: {error}", f"Database {name}: {error}"),
            remedy=text(f"Quản trị PostgreSQL chạy: {command}", f"A PostgreSQL superuser runs: {command}"),
        ) from error
    with psycopg.connect(url) as connection:
        row = connection.execute("select extversion from pg_extension where extname = 'postgis'").fetchone()
    version = str(row[0]) if row else "0"
    if tuple(int(part) for part in version.split(".")[:2]) < (3, 3):
        raise UnavailableError(
            text("PostGIS quá cũ.", "PostGIS is too old."),
            value=version,
            limit="3.3",
            remedy=text("Nâng cấp PostGIS lên 3.3 trở lên.", "Upgrade PostGIS to 3.3 or newer."),
        )


def check_declarations(url: str, layer_paths: Iterable[Path]) -> None:
    """Hold the declarations against the database; say which of files and rows are set aside.

    Raises:
        LayerDeclarationError: what families and plug-ins declare does not fit the database.
    """
    base = code_registry(layer_paths)
    with psycopg.connect(url) as connection:
        check(connection, base)
        for one in full_registry(connection, base).set_aside:
            told = text(f"Lớp {one.id} ({one.origin}) bị gác lại:", f"Layer {one.id} ({one.origin}) is set aside:")
            say(text(f"{told.vi} {one.reason.vi}", f"{told.en} {one.reason.en}"), "yellow")


def close_interrupted_batches(url: str) -> None:
    """Mark the batches whose writer died: nothing of them was applied, and their report says so."""
    from layers.store.batch import close_interrupted  # noqa: PLC0415 - only needed here, and heavy

    with psycopg.connect(url) as connection:
        close_interrupted(connection, SystemClock())


def up(settings: Settings, prepare_data: Callable[[str], None] | None = None, *, follow: Code | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        settings: of this installation.
        prepare_data: called with the owner's URL after the migrations; loads the sample, builds tiles.
        follow: the code for whose changes the web processes start anew, when somebody works on it.
    """
    with ExitStack() as stack:
        if settings.database_url is None:
            stack.enter_context(_alone(settings.data_dir or default_folder(), settings))
        listener = stack.enter_context(_listener(settings))
        with step(text("Cơ sở dữ liệu", "Database")):
            urls, cluster = stack.enter_context(database(settings, wait_s=15))
            migrate_or_explain(urls.owner, settings.layer_paths, take_back=True)
            check_declarations(urls.owner, settings.layer_paths)
        close_interrupted_batches(urls.owner)
        if prepare_data is not None:
            prepare_data(urls.owner)
        environment = {
            "DATABASE_URL": urls.application,
            "GIS_READER_URL": urls.reader,
            "GIS_HOME": settings.home,
            "GIS_PORT": str(settings.port),
        }
        workers = Workers(listener, environment, settings.workers, settings.log_level)
        stack.callback(workers.stop)
        stack.enter_context(granting(urls.owner, code_registry(settings.layer_paths)))
        stack.callback(say, text("Đang dừng…", "Stopping…"))
        _supervise(settings, workers, cluster, follow)


def _supervise(settings: Settings, workers: Workers, cluster: EmbeddedCluster | None, follow: Code | None) -> None:
    """Replace what dies, until a signal to end comes."""
    ended: list[int] = []
    readable, writable = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in ENDING:
        signal.signal(number, lambda got, _frame: ended.append(got))
    signal.signal(signal.SIGCHLD, lambda _got, _frame: None)
    said = False
    began = time.monotonic()
    while not ended:
        if not said and _healthy(settings):
            said = True
            url = f"http://{settings.host}:{settings.port}"
            say(text(f"Bản đồ: {url}  (Ctrl-C để dừng)", f"The map: {url}  (Ctrl-C to stop)"), "bold")
        elif not said and time.monotonic() - began > HEALTH_SECONDS:
            raise UnavailableError(text("Máy chủ web không trả lời.", "The web server does not answer."))
        select.select([readable], [], [], 0.1 if not said else LOOK_SECONDS if follow is None else FOLLOW_SECONDS)
        with suppress(BlockingIOError):
            os.read(readable, 512)
        if ended:
            break
        if cluster is not None and not cluster.alive():
            say(text("PostgreSQL đã dừng; khởi động lại.", "PostgreSQL has ended; starting it again."), "yellow")
            cluster.start()
        if follow is not None:  # code that does not start is not started again before it was written again
            _follow(follow, workers)
            continue
        for status in workers.replace_dead():
            say(
                text(f"Một tiến trình web dừng (mã {status}); đã thay.", f"A web process ended ({status}); replaced."),
                "yellow",
            )


def _follow(code: Code, workers: Workers) -> None:
    changed = code.changed()
    if changed:
        shown = ", ".join(changed[:3]) + (" …" if len(changed) > len(changed[:3]) else "")
        say(text(f"{shown} đã đổi; khởi động lại.", f"{shown} changed; starting anew."), "dim")
        workers.restart()


def _healthy(settings: Settings) -> bool:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback is never behind a proxy
    url = f"http://{host}:{settings.port}/health"
    with suppress(urllib.error.URLError, OSError), opener.open(url, timeout=2) as reply:
        return bool(reply.status == 200)  # noqa: PLR2004
    return False


def typed() -> str:
    """Return the command that was typed: `make demo`, or this process's own words."""
    program, *words = sys.argv
    shown = "gis-server" if program.endswith("cli.py") else program
    return os.environ.get("GIS_TYPED") or shlex.join([shown, *words])


@contextmanager
def _listener(settings: Settings) -> Iterator[socket.socket]:
    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        holder = port_holder(settings.port) or pick(text("chương trình khác", "another program"))
        again = f"GIS_PORT={free_port_after(settings.port)} {typed()}"
        raise UnavailableError(
            text(
                f"Cổng {settings.port} đang được dùng bởi {holder}.",
                f"Port {settings.port} is taken by {holder}.",
            ),
            value=settings.port,
            remedy=text(
                f"Dừng chương trình đó, hoặc chọn cổng khác: {again}",
                f"End that program, or choose another port: {again}",
            ),
        ) from error
    with listener:
        yield listener


@contextmanager
def _alone(folder: Path, settings: Settings) -> Iterator[None]:
    """Let one `up` serve a data folder; the second says where the first is."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "serve.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            first = json.loads(file.read() or "{}")
            url, pid = first.get("url", "?"), first.get("pid", "?")
            raise AlreadyServingError(
                text(f"Đang phục vụ tại {url} (tiến trình {pid}).", f"Already serving at {url} (process {pid})."),
                remedy=text(
                    "Mở địa chỉ đó, hoặc dừng tiến trình kia trước.", "Open that address, or end that process first."
                ),
            ) from error
        file.truncate(0)
        json.dump({"url": f"http://{settings.host}:{settings.port}", "pid": os.getpid()}, file)
        file.flush()
        yield
