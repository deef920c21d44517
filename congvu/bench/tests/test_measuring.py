"""Figures, the load, and where nothing is measured."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from congvu.bench.beside import FILE, Beside, named, stand_by
from congvu.bench.clients import CLIENTS, Client, Request, Times, ask_all, together
from congvu.bench.evenness import surplus
from congvu.bench.measures import Measure, figure, lines, report, write
from congvu.bench.office import free_port
from congvu.bench.registers import figures, smaller


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"x" * 3
        self.send_response(404 if self.path == "/gone" else 200)
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nxxx\r\n0\r\n\r\n")
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_clients_tell_the_time_of_every_answer_and_which_was_no_success(port: int) -> None:
    times = ask_all(port, [Request("/"), Request("/chunked"), Request("/gone")] * 10, clients=3)
    assert len(times.seconds) == 30
    assert times.faults == ["GET /gone: 404"] * 10
    assert 0 < times.median <= times.percentile(0.95) <= times.lasted


HOLDS = """
import socket, sys
listening = socket.socket()
listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listening.bind(("127.0.0.1", int(sys.argv[1])))
listening.listen()
print("listens", flush=True)
held = []
while True:
    held.append(listening.accept())
"""


def test_the_processes_that_serve_hold_as_many_connections_each() -> None:
    port = free_port()
    seen: list[list[int] | None] = []

    async def work(client: Client, place: int) -> None:
        ports.append(await client.own_port())
        if len(ports) == CLIENTS:
            seen.append(surplus(port, ports))

    with ExitStack() as stack:
        for _process in range(2):
            words = [sys.executable, "-c", HOLDS, str(port)]
            holds = stack.enter_context(subprocess.Popen(words, stdout=subprocess.PIPE))
            stack.callback(holds.kill)
            assert holds.stdout is not None
            assert holds.stdout.readline() == b"listens\n"
        for _round in range(6):
            ports: list[int] = []
            together(port, work)
    assert seen == [[]] * 6


def test_a_figure_stands_beside_its_baseline() -> None:
    measure = Measure("first, clerk", 93.4, "requests/s", 1245.0, "ratio ≥0.1")
    assert measure.ratio == pytest.approx(0.075, abs=0.001)
    assert lines([measure])[1].split() == ["first,", "clerk", "93.4", "requests/s", "1,245", "0.075", "ratio", "≥0.1"]
    assert [figure(value) for value in (0.0421, 1.529, 87.44, 1309.2, 2)] == ["0.042", "1.53", "87.4", "1,309", "2"]


@pytest.mark.django_db
def test_the_json_tells_machine_versions_scale_and_measures(tmp_path: Path) -> None:
    write(tmp_path / "figures.json", report("registers", 0.1, [Measure("p95", 12.0, "ms")]))
    told = json.loads((tmp_path / "figures.json").read_text())
    assert told["scale"] == 0.1
    assert {"cpus", "cpu", "memory_bytes", "platform", "load"} == told["machine"].keys()
    assert {"congvu", "commit", "python", "django", "postgresql"} == told["versions"].keys()
    assert told["measures"] == [
        {"name": "p95", "value": 12.0, "unit": "ms", "baseline": None, "ratio": None, "wanted": ""}
    ]


def test_the_figures_of_rounds_are_their_medians() -> None:
    def round_(seconds: float) -> Times:
        return Times([seconds] * 10, [], seconds * 10)

    found = {
        ("bare", "page"): [round_(0.001)] * 3,
        ("officer", "first"): [round_(0.02), round_(0.5), round_(0.03)],
        ("administrator", "first"): [round_(0.025)] * 3,
    }
    by_name = {measure.name: measure for measure in figures(found, {})}
    assert by_name["first, officer, p95"].value == pytest.approx(30)
    assert by_name["first, officer, p95"].baseline is None
    assert by_name["first, officer"].ratio == pytest.approx(0.0333, abs=0.001)
    assert by_name["first, officer by administrator, p50"].ratio == pytest.approx(1.2)


def test_a_page_grew_by_what_it_took_in_the_smaller_office_in_the_same_rounds() -> None:
    def round_(seconds: float) -> Times:
        return Times([seconds] * 10, [], seconds * 10)

    pages = [("officer", "first"), ("administrator", "first")]
    found = {("bare", "page"): [round_(0.001)]} | {page: [round_(0.03), round_(0.9), round_(0.03)] for page in pages}
    by_name = {measure.name: measure for measure in figures(found, {page: [round_(0.02)] * 3 for page in pages})}
    assert by_name["first, officer, p95"].ratio == pytest.approx(1.5)
    assert (smaller(1), smaller(0.2), smaller(0.1), smaller(0.003)) == (0.1, 0.1, None, None)


def test_what_is_asked_of_the_smaller_office_is_found_in_the_larger_ones_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    asked = [Request("/search/?q=n%C6%B0%E1%BB%9Bc", "a-session"), Request("/")]
    stand_by(tmp_path / FILE, 8001, {named(-1, "head", "search"): asked})
    beside = Beside.in_folder(tmp_path)
    assert beside is not None
    assert (beside.port, beside.requests(-1, "head", "search")) == (8001, asked)
    assert Beside.in_folder(tmp_path / "elsewhere") is None


def test_nothing_is_measured_without_durability() -> None:
    with pytest.raises(CommandError, match="CONGVU_TESTING"):
        call_command("bench", "registers")
