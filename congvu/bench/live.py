"""What live updates hold: so many open desks hear of one change, so many streams of one process, a burst of changes.

The change is a real action: a leader gives a document to a unit, and it then waits on the desk of each of its people. The clock
starts as the transaction is sent to be committed and stops when the last desk has read its event. The floor, in turn with it: a
committed row, LISTEN and NOTIFY, and as many bare sockets held open.
"""

import asyncio
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from congvu.accounts.models import User
from congvu.accounts.samples import Cast, cast, member
from congvu.bench import clients, office
from congvu.bench.bare.telling import CHANNEL, WORD
from congvu.bench.measures import Measure
from congvu.bench.streams import Board, Stream, opened
from congvu.bench.weighing import children, name_of, weight
from congvu.directory.loading import load_bodies
from congvu.directory.roles import Role
from congvu.documents import samples
from congvu.documents.actions import handling
from congvu.documents.models import IncomingDocument
from congvu.notifications.notify import tell
from congvu.workdays.seed import load_calendar

DESKS = 500
STREAMS = 5_000
ROUNDS = 24
WARM = 4  # rounds before, not counted
BURST_A_SECOND, BURST_SECONDS = 100, 5
PAUSE = 0.15  # seconds between two rounds

Say = Callable[[str], None]
Change = Callable[[], float]  # makes a change; when it was sent to be committed


def measure(scale: float, say: Say) -> Iterator[Measure]:
    """The figures of live updates at a scale; 1 is 500 desks and 5,000 streams."""
    desks, streams = max(round(DESKS * scale), 1), max(round(STREAMS * scale), 1)
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    say(f"{desks} officers of one unit")
    play = Play(desks)
    with office.served("live") as ports, floor() as bare:
        run = Run(play, ports.live, bare)
        asyncio.run(run.begin())
        yield from asyncio.run(run.one_change(say))
        yield from asyncio.run(run.burst(say))
        yield from asyncio.run(run.many_streams(streams, say))


class Play:
    """A unit with many officers, each signed in, and its leader, who gives it documents."""

    def __init__(self, desks: int) -> None:
        now = timezone.now()
        load_bodies()
        load_calendar()
        self.people: Cast = cast(now - timedelta(days=30))
        self.officers: list[User] = [
            member(f"chuyenvien-{place}", f"Chuyên viên {place}", unit=self.people.department,
                   title="Chuyên viên", role=Role.OFFICER, at=now)
            for place in range(desks)
        ]  # fmt: skip
        self.sessions = [office.session_of(user) for user in self.officers]

    def presented(self) -> IncomingDocument:
        now = timezone.now()
        by = self.people.clerk.actor(now)
        return samples.presented(self.people.office, to=self.people.leader.person, at=now, by=by)

    def give(self, document: IncomingDocument) -> float:
        """The leader gives it to the unit: its head's to give on, and on everybody's desk until then."""
        now = timezone.now()
        leader = self.people.leader.actor(now)
        with transaction.atomic():
            handling.instruct(document, lead=self.people.department, words="Giao nghiên cứu.", at=now, by=leader)
            return time.perf_counter()

    def tell_all(self) -> float:
        """A change that is nothing but its word, for a burst faster than documents can be given."""
        with transaction.atomic():
            tell(user.person_id for user in self.officers)
            return time.perf_counter()


class Run:
    """The live process, the floor, and who listens to them."""

    def __init__(self, play: Play, live: int, bare: int) -> None:
        self.play, self.live, self.bare = play, live, bare

    async def begin(self) -> None:
        """Wait until both answer. Raises Unfit."""
        for port in (self.live, self.bare):
            deadline = time.monotonic() + office.PATIENCE
            while not (streams := await opened(port, Board(WORD), [asked(port, self.play.sessions[0])])):
                if time.monotonic() > deadline:
                    raise office.Unfit("The live process does not answer.")
                await asyncio.sleep(0.2)
            close(streams)

    async def one_change(self, say: Say) -> list[Measure]:
        """Rounds in turn: one change told by the live process, one by the floor."""
        desks, sockets = Board(WORD), Board(WORD)
        rounds = ROUNDS + WARM
        documents = await asyncio.to_thread(lambda: [self.play.presented() for _round in range(rounds)])
        open_desks = await opened(self.live, desks, [asked(self.live, key) for key in self.play.sessions])
        bare = await opened(self.bare, sockets, [asked(self.bare, "")] * len(open_desks))
        say(f"{len(open_desks)} open desks, {len(bare)} bare sockets; {ROUNDS} rounds each")
        told, floors = [], []
        for document in documents:
            told.append(await clocked(desks, open_desks, partial(self.play.give, document)))
            floors.append(await clocked(sockets, bare, bare_change))
        close([*open_desks, *bare])
        told, floors = told[WARM:], floors[WARM:]
        many = len(open_desks)
        return [
            Measure(
                f"last of {many} open desks told, median",
                ms(median(told)),
                "ms",
                ms(median(floors)),
                "ratio ≤8, <100 ms",
            ),
            Measure("… the slowest round", ms(max(told)), "ms", ms(max(floors)), "<100 ms"),
        ]

    async def burst(self, say: Say) -> list[Measure]:
        """So many changes a second, each of which concerns every open desk."""
        board = Board(WORD)
        streams = await opened(self.live, board, [asked(self.live, key) for key in self.play.sessions])
        say(f"{BURST_A_SECOND} changes a second for {BURST_SECONDS} seconds")
        board.arm(streams)
        made, last = await asyncio.to_thread(self._burst)
        await self._until_quiet(board)
        words, lost = board.told, sum(stream.is_lost for stream in streams)
        settled = max(board.last_at - last, 0)
        after = await clocked(board, [stream for stream in streams if not stream.is_lost], self.play.tell_all)
        close(streams)
        return [
            Measure("burst: changes made", made / BURST_SECONDS, "a second", None, f"{BURST_A_SECOND}"),
            Measure("burst: last desk quiet after the last change", ms(settled), "ms", None, "<500 ms"),
            Measure("burst: streams lost", float(lost), "streams", None, "0"),
            Measure("burst: words to each desk", words / max(len(streams), 1), "words"),
            Measure("the next change after it", ms(after), "ms", None, "<100 ms"),
        ]

    async def _until_quiet(self, board: Board) -> None:
        """Until no desk has heard anything for a second."""
        while time.perf_counter() - board.last_at < 1:
            await asyncio.sleep(PAUSE)

    def _burst(self) -> tuple[int, float]:
        begun, last = time.perf_counter(), 0.0
        for number in range(BURST_A_SECOND * BURST_SECONDS):
            time.sleep(max(begun + number / BURST_A_SECOND - time.perf_counter(), 0))
            last = self.play.tell_all()
        connection.close()
        return round(BURST_A_SECOND * BURST_SECONDS * BURST_SECONDS / max(last - begun, BURST_SECONDS)), last

    async def many_streams(self, wanted: int, say: Say) -> list[Measure]:
        """As many streams as one process is to hold, several of each person; and one word to all of them."""
        board = Board(WORD)
        before = memory()
        keys = [self.play.sessions[place % len(self.play.sessions)] for place in range(wanted)]
        begun = time.perf_counter()
        streams = await opened(self.live, board, [asked(self.live, key) for key in keys])
        seconds = time.perf_counter() - begun
        held = memory()
        say(f"{len(streams)} streams in {seconds:.1f} s")
        told = await clocked(board, streams, self.play.tell_all)
        close(streams)
        return [
            Measure("streams one process holds", float(len(streams)), "streams", None, f"{wanted}"),
            Measure("opened", len(streams) / seconds, "a second"),
            Measure("memory of the process", held / 2**20, "MB", before / 2**20),
            Measure("memory of a stream", (held - before) / 1024 / max(len(streams), 1), "kB"),
            Measure("last of them told", ms(told), "ms", None, "<1,000 ms"),
        ]


async def clocked(board: Board, streams: Sequence[Stream], change: Change) -> float:
    """The seconds from the sending of the commit until the last of the streams has heard of it."""
    board.arm(streams)
    begun = await asyncio.to_thread(change)
    last = await board.everyone()
    await asyncio.sleep(PAUSE)
    return last - begun


def bare_change() -> float:
    """A row written and a word said, and nothing else."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bench_line SET title = title WHERE id = 1")
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        return time.perf_counter()


def asked(port: int, session: str) -> bytes:
    """What a browser sends to open a stream."""
    return clients.Request("/live/", session, headers={"Accept": "text/event-stream"}).written(port)


@contextmanager
def floor() -> Iterator[int]:
    """The bare sockets, in a process of their own; their port."""
    port = office.free_port()
    dsn = office.url_of(connection.settings_dict["NAME"])
    process = subprocess.Popen([sys.executable, "-m", "congvu.bench.bare.telling", str(port), dsn])
    try:
        yield port
    finally:
        process.terminate()
        process.wait(office.GRACE)


def memory() -> float:
    """Bytes the processes that serve streams hold in memory."""
    return float(weight([pid for pid in children(os.getpid()) if name_of(pid) == "congvu live"]))


def close(streams: Iterable[Stream]) -> None:
    for stream in streams:
        stream.close()


def ms(seconds: float) -> float:
    return seconds * 1000
