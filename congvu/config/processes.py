"""Several processes run as one: what dies is started again, and all end together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

CHILD = Path(__file__).with_name("child.py")
LOOK_SECONDS = 0.3
HEALTHY_SECONDS = 60  # who lived this long is started again at once
LONGEST_PAUSE_SECONDS = 30
GRACE_SECONDS = 6

Say = Callable[[str], None]


@dataclass
class Part:
    """One process of the whole: its name before every line it says, and the command."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    started: float = 0
    failures: int = 0
    again_at: float = 0


class Supervisor:
    """Runs the parts until SIGINT, SIGTERM or SIGHUP. `watch` is called every little while. `plain`: what a part says is repeated
    as it is, without the part's name before it (a JSON line names its program itself)."""

    def __init__(
        self, parts: Sequence[Part], say: Say, watch: Callable[[], object] = lambda: None, *, plain: bool = False
    ) -> None:
        self.parts = parts
        self.say = say
        self.watch = watch
        self.plain = plain
        self._ending = threading.Event()

    def run(self) -> None:
        """Returns when all parts have ended. Nothing is left running."""
        before = {number: signal.signal(number, self._end) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            for part in self.parts:
                self._start(part)
            while not self._ending.wait(LOOK_SECONDS):
                self.watch()
                for part in self.parts:
                    self._look_after(part)
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ending.set()

    def _start(self, part: Part) -> None:
        part.started = time.monotonic()
        part.process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(CHILD), str(os.getpid()), *part.command],
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | part.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches us alone; the parts hear of it from us
        )
        threading.Thread(target=self._repeat, args=(part.name, part.process), daemon=True).start()

    def _repeat(self, name: str, process: subprocess.Popen[str]) -> None:
        if process.stdout is not None:
            with process.stdout as lines:
                for line in lines:
                    self.say(line.rstrip() if self.plain else f"{name:<6} | {line.rstrip()}")

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is not None:
            code = part.process.poll()
            if code is None:
                return
            self._sweep(part.process)
            part.process = None
            part.failures = 0 if now - part.started > HEALTHY_SECONDS else part.failures + 1
            pause = min(2.0**part.failures - 1, LONGEST_PAUSE_SECONDS)
            part.again_at = now + pause
            self.say(f"{part.name:<6} | has ended with {code}: starting it again in {pause:.0f} s")
        elif now >= part.again_at:
            self._start(part)

    def _stop_all(self) -> None:
        running = [part.process for part in self.parts if part.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(deadline - time.monotonic(), 0.05))
            except subprocess.TimeoutExpired:
                self.say(f"process {process.pid} did not end when asked: ending it by force")
            self._sweep(process)
            process.wait()

    def _sweep(self, process: subprocess.Popen[str]) -> None:
        """End whatever the process left behind in its group."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
