"""What the tests of processes wait for and ask."""

import http.client
import socket
import time
from collections.abc import Callable
from urllib.parse import quote

from django.db import connection


def wait_until(fact: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def ask(port: int, path: str) -> tuple[int, str]:
    """The status and the text of a page; 0 when nobody answers."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", path)
        answer = asked.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except OSError:
        return 0, ""
    finally:
        asked.close()


def database_url() -> str:
    """The database of the tests, for another process."""
    its = connection.settings_dict
    port = f"&port={its['PORT']}" if its["PORT"] else ""
    return f"postgresql://{its['USER']}@/{its['NAME']}?host={quote(its['HOST'], safe='')}{port}"
