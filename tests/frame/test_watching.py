"""The real processes: their figures added up, their lines readable by a machine, their probes."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.office import ROOT, Office, copy_of, new_office
from tests.frame.waiting import ask, free_port, wait_until

TOKEN = "a token of the tests"


@dataclass
class Running:
    """`congvu serve` with two page workers, and what it said."""

    office: Office
    port: int
    live_port: int
    said: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        text = answer.read().decode(errors="replace")
        asked.close()
        return answer.status, text

    def as_clerk(self, path: str) -> int:
        return self.get(path, Cookie=f"sessionid={self.office.sessions[0]}")[0]

    def figures(self) -> dict[str, float]:
        status, text = self.get("/metrics", Authorization=f"Bearer {TOKEN}")
        assert status == 200
        lines = [line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#")]
        return {name: float(value) for name, _space, value in lines}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with new_office(clerks=1) as made, copy_of(made) as office:
        port, live_port = free_port(), free_port()
        said = office.data / "said.log"
        environment = office.environment | {"CONGVU_METRICS_TOKEN": TOKEN, "CONGVU_LOG": "json", "CONGVU_HTTPS": "0"}
        command = [sys.executable, "-m", "congvu", "serve", "--port", str(port), "--live-port", str(live_port)]
        with said.open("w") as lines:
            process = subprocess.Popen([*command, "--workers", "2"], env=environment, cwd=ROOT, stderr=lines)
            try:
                wait_until(lambda: ask(port, "/health/ready")[0] == 200, seconds=60)
                wait_until(lambda: ask(live_port, "/live/health")[0] == 200, seconds=60)
                yield Running(office, port, live_port, said)
            finally:
                process.terminate()
                process.wait(20)


def test_every_probe_answers(running: Running) -> None:
    assert running.get("/health/live") == (200, "live")
    assert running.get("/health/ready", Host="10.1.2.3") == (200, "ready")
    assert running.get("/metrics")[0] == 401


def test_figures_of_both_page_workers_are_added_up(running: Running) -> None:
    route = 'congvu_answers_total{method="GET",route="desk:home",status="200"}'
    for _ in range(24):
        assert running.as_clerk("/") == 200
    assert running.figures()[route] == 24
    counted = list((running.office.data / "metrics").glob(f"web-{running.port}/counter_*.db"))
    assert len(counted) == 2, "only one of the workers answered"
    assert {running.figures()[route] for _ in range(8)} == {24}, "whichever worker is asked says the same"


def test_workers_open_pages_and_connections_show(running: Running) -> None:
    wait_until(lambda: running.figures()["congvu_workers"] == 1, seconds=30)
    stream = http.client.HTTPConnection("127.0.0.1", running.live_port, timeout=10)
    stream.request("GET", "/live/", headers={"Cookie": f"sessionid={running.office.sessions[0]}"})
    assert stream.getresponse().status == 200
    wait_until(lambda: running.figures()["congvu_live_pages"] == 1)
    stream.close()
    assert any(name.startswith('congvu_database_connections{program="congvu live"') for name in running.figures())


def test_every_line_of_our_processes_is_one_object_and_tells_no_address(running: Running) -> None:
    running.as_clerk("/search/?q=tu-khoa-bi-mat")
    running.as_clerk("/documents/incoming/khongcogica/")
    time.sleep(0.5)
    text = running.said.read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert {"desk:search", "documents:incoming"} <= {line.get("route") for line in lines}
    assert {"congvu web", "congvu worker"} <= {line["program"] for line in lines}
    assert "tu-khoa-bi-mat" not in text
    assert "khongcogica" not in text
