"""A line between the server and its database that a test can cut, as a network or an operator would."""

import socket
import threading
from contextlib import suppress

from psycopg.conninfo import conninfo_to_dict


class Relay:
    """Passes bytes between a port of its own and the database, until `close`."""

    def __init__(self, url: str) -> None:
        parts = conninfo_to_dict(url)
        self._target = (str(parts["host"]), int(parts["port"] or 5432))
        self._parts = parts
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The URL of the same database through this relay."""
        user, port = self._parts["user"], self._door.getsockname()[1]
        password = f":{self._parts['password']}" if self._parts.get("password") else ""
        return f"postgresql://{user}{password}@127.0.0.1:{port}/{self._parts['dbname']}"

    def cut(self) -> None:
        """Drop all lines, and those that come."""
        self._cut = True
        for line in tuple(self._open):
            _close(line)

    def mend(self) -> None:
        """Let new lines through again."""
        self._cut = False

    def close(self) -> None:
        """Cut the line and give the port back."""
        self.cut()
        self._door.close()

    def _accept(self) -> None:
        with suppress(OSError):  # the door is closed
            while True:
                line, _ = self._door.accept()
                if self._cut:
                    _close(line)
                    continue
                onward = socket.create_connection(self._target)
                self._open |= {line, onward}
                for one, other in ((line, onward), (onward, line)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):  # either end has gone
            while data := source.recv(65536):
                target.sendall(data)
        for line in (source, target):
            _close(line)
            self._open.discard(line)


def _close(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
