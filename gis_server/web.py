"""One web process: it dies with the supervisor that started it, and serves on the socket that it inherited.

It asks for its own death itself, instead of having code run between fork and exec: that code would fork a supervisor
that may have threads (numpy's), and a lock held by one of them would stop the child, and the supervisor with it.
"""

import os
import signal
import sys

import uvicorn

from gis_server.database.keeper import die_with_parent

APPLICATION = "gis_server.app:create_app"
GRACE_SECONDS = 2
"""Seconds given to open requests at the end; an event stream would otherwise never end."""
KEEP_ALIVE_SECONDS = 75


def main(descriptor: int, log_level: str, parent: int) -> None:
    """Serve on a listening socket until asked to end.

    Args:
        descriptor: of the listening socket, inherited.
        log_level: of uvicorn.
        parent: process id of the supervisor; if it died before we asked to be told, we end at once.
    """
    die_with_parent(signal.SIGTERM)
    if os.getppid() != parent:
        return
    uvicorn.run(
        APPLICATION,
        factory=True,
        fd=descriptor,
        access_log=False,
        log_level=log_level,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
