"""A wire between a process and the database of the tests that can be cut, and mended: for the process the database has gone."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import connection


class Wire:
    """Listens on a port of its own and hands on what comes, both ways."""

    def __init__(self) -> None:
        self.port = 0
        self.ends: list[socket.socket] = []
        self.mend()

    def mend(self) -> None:
        self.door = socket.create_server(("127.0.0.1", self.port))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._take, args=(self.door,), daemon=True).start()

    def cut(self) -> None:
        ends, self.ends = [self.door, *self.ends], []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _take(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _address = door.accept()
                there = to_the_database()
                self.ends += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=_hand_on, args=(one, other), daemon=True).start()


def _hand_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while bits := one.recv(65536):
            other.sendall(bits)
        other.shutdown(socket.SHUT_RDWR)


def to_the_database() -> socket.socket:
    its = connection.settings_dict
    if not its["HOST"].startswith("/"):
        return socket.create_connection((its["HOST"], int(its["PORT"] or 5432)))
    reached = socket.socket(socket.AF_UNIX)
    reached.connect(f"{its['HOST']}/.s.PGSQL.{its['PORT'] or 5432}")
    return reached


@contextmanager
def wire() -> Iterator[Wire]:
    between = Wire()
    yield between
    between.cut()
