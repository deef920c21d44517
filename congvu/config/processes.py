"""Several processes run as one: what dies is started again, and all end together.

The parts are forks of this process: what is loaded here before `run` is there in each of them at once, and in memory only once.
For this nothing may run beside the one thread that forks: what the parts say is read in the same loop that looks after them.
"""

import contextlib
import ctypes
import multiprocessing
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType

LOOK_SECONDS = 0.3
HEALTHY_SECONDS = 60  # who lived this long is started again at once
LONGEST_PAUSE_SECONDS = 30
GRACE_SECONDS = 6
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
LONGEST_NAME = 15  # of a process, as the kernel keeps it

Say = Callable[[str], None]


@dataclass
class Part:
    """One process of the whole: its name before every line it says, and what it does until it is told to end."""

    name: str
    run: Callable[[], object]
    environment: dict[str, str] = field(default_factory=dict)
    process: ForkProcess | None = None
    started: float = 0
    failures: int = 0
    again_at: float = 0


class Voice:
    """What a part says, line by line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ear, self.mouth = os.pipe()
        os.set_blocking(self.ear, False)
        self._begun = b""

    def fileno(self) -> int:
        return self.ear

    def lines(self) -> Iterator[str]:
        """The lines said since last time. Whoever said them has ended when `ear` is closed behind the last one."""
        try:
            while heard := os.read(self.ear, 65536):
                *whole, self._begun = (self._begun + heard).split(b"\n")
                yield from (line.decode(errors="replace").rstrip() for line in whole)
        except BlockingIOError:
            return
        os.close(self.ear)
        self.ear = -1
        if self._begun:
            yield self._begun.decode(errors="replace").rstrip()


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
        self._voices: list[Voice] = []
        self._signals = Voice("signals")  # what is said there wakes us
        self._ending = False

    def run(self) -> None:
        """Returns when all parts have ended. Nothing is left running."""
        before = {number: signal.signal(number, self._end) for number in ENDINGS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        os.set_blocking(self._signals.mouth, False)
        signal.set_wakeup_fd(self._signals.mouth, warn_on_full_buffer=False)
        try:
            for part in self.parts:
                self._start(part)
            while not self._ending:
                self._listen(LOOK_SECONDS)
                self.watch()
                for part in self.parts:
                    self._look_after(part)
        finally:
            self._stop_all()
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ending = True

    def _start(self, part: Part) -> None:
        part.started = time.monotonic()
        voice = Voice(part.name)
        part.process = multiprocessing.get_context("fork").Process(
            target=_become, name=part.name, args=(part, os.getpid(), voice.mouth, [voice, self._signals, *self._voices])
        )
        with _unsignalled():
            part.process.start()
        os.close(voice.mouth)
        self._voices.append(voice)

    def _listen(self, seconds: float) -> None:
        """Repeat what the parts say, until one has ended or we are to end, but no longer than this."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            heard, _, _ = select.select([self._signals, *self._voices], [], [], left)
            self._repeat()
            if self._signals in heard:
                os.read(self._signals.ear, 4096)
                return

    def _repeat(self) -> None:
        for voice in self._voices:
            for line in voice.lines():
                self.say(line if self.plain else f"{voice.name:<6} | {line}")
        self._voices = [voice for voice in self._voices if voice.ear >= 0]

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is not None:
            code = part.process.exitcode
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
            while process.exitcode is None and (left := deadline - time.monotonic()) > 0:
                self._listen(left)
            if process.exitcode is None:
                self.say(f"process {process.pid} did not end when asked: ending it by force")
            self._sweep(process)
            process.join()
        self._repeat()

    def _sweep(self, process: ForkProcess) -> None:
        """End whatever the process left behind in its group."""
        if process.pid is None:
            return
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


@contextlib.contextmanager
def _unsignalled() -> Iterator[None]:
    """A part that was just forked must not take for its supervisor's what is meant for itself: signals wait meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _become(part: Part, supervisor: int, mouth: int, ears: Sequence[Voice]) -> None:
    """In the fork: nothing is left of the supervisor but what it had loaded."""
    os.setsid()  # Ctrl-C reaches the supervisor alone; the parts hear of it from there
    signal.set_wakeup_fd(-1)
    for number in (*ENDINGS, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    end_with(supervisor)
    call_oneself(f"congvu {part.name}")
    for ear in ears:
        os.close(ear.ear)
    for stream in (1, 2):
        os.dup2(mouth, stream)
    os.close(mouth)
    os.environ.update(part.environment)
    part.run()


def end_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when the process that forked this one ends, even by -9. Not in the forks of forks."""
    if sys.platform == "linux" and os.getppid() == parent:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:
            os._exit(1)  # it was quicker


def call_oneself(name: str) -> None:
    """What `ps -o comm` and `top` show; the command line of a fork is that of its supervisor."""
    if sys.platform == "linux":
        Path("/proc/self/comm").write_text(name[:LONGEST_NAME])
