"""The web processes, and the socket that they share."""

import socket
from pathlib import Path

from gis_server.workers import Workers, listen


def test_a_reply_on_a_kept_connection_does_not_wait_for_an_acknowledgement() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_restart_ends_all_and_starts_as_many_on_the_same_socket() -> None:
    environment = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    with listen("127.0.0.1", 0) as listener:
        workers = Workers(listener, environment, 2, "critical")
        try:
            before = workers.pids
            workers.restart()
            assert len(workers.pids) == 2
            assert set(workers.pids).isdisjoint(before)
            assert [pid for pid in before if Path(f"/proc/{pid}").exists()] == []
        finally:
            workers.stop()
