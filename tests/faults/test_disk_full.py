"""A full disk, a real one: the clerk is told in plain words, nothing is half kept, and with space again work goes on."""

import errno
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.faults.clerks import RECEIVE, Answer, Browser, Ledger
from tests.faults.office import Office, url_of
from tests.faults.service import Service

pytestmark = pytest.mark.faults
KILOBYTES = 1024
ROOM = 48 * KILOBYTES
SENT = "văn bản gửi khi đĩa đầy"
ROWS_WITHOUT_BITS = "SELECT sha256, size FROM files_storedfile"
DOCUMENTS = "SELECT count(*) FROM records_record WHERE title = %s"


@contextmanager
def small_disk(kilobytes: int, where: Path) -> Iterator[Path]:
    """A disk of so many kilobytes at a folder. Only root may mount one; without that right there is no such test."""
    where.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=0777", "tmpfs", str(where)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a disk of its own can only be mounted by root")
    try:
        yield where
    finally:
        subprocess.run(["umount", "-l", str(where)], check=True)


def fill(disk: Path) -> Path:
    """Nothing more goes on the disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4 * KILOBYTES)
        except OSError as full:
            assert full.errno == errno.ENOSPC
    return ballast


@contextmanager
def clerk_of(office: Office, mutant: str = "") -> Iterator[Browser]:
    service = Service(office, workers=1, mutant=mutant)
    service.start()
    try:
        service.wait_until_whole()
        with closing(Browser(service.port, office.sessions[0], Ledger(0, time.monotonic() + 120))) as browser:
            yield browser
    finally:
        service.end()


def send(browser: Browser, title: str, content: bytes | None = None) -> Answer:
    browser.get(RECEIVE)
    file = ("van-ban.txt", content) if content else None
    return browser.post(RECEIVE, {"channel": "paper", "title": title}, file)


def rows_without_bits(office: Office) -> list[str]:
    """Files the database names that do not lie whole in the store, and halves that were left lying there."""
    named = office.asked(ROWS_WITHOUT_BITS)
    folder = office.data / "files"
    lost = [sha for sha, size in named if not _lies(folder / sha[:2] / sha[2:4] / sha, size)]
    return lost + [str(path) for path in folder.rglob(".*.part")]


def _lies(path: Path, size: int) -> bool:
    return path.exists() and path.stat().st_size == size


# -- the disk of the files --------------------------------------------------------------------------------------------
LARGE = ("Báo cáo tình hình kinh tế xã hội.\n" * 4000).encode()
Found = tuple[Answer, list[str], int, Answer]


@pytest.fixture
def full_files(office: Office) -> Iterator[Callable[[str], Found]]:
    """A clerk sends a file while the disk of the files is full, and once more when there is space: both answers, and what lay
    half kept in between."""

    def run(mutant: str) -> Found:
        with small_disk(512, office.data / "files") as disk, clerk_of(office, mutant) as browser:
            ballast = fill(disk)
            refused = send(browser, SENT, LARGE)
            half, entered = rows_without_bits(office), office.asked(DOCUMENTS, SENT)[0][0]
            ballast.unlink()
            return refused, half, entered, send(browser, SENT, LARGE)

    yield run


def test_a_clerk_is_told_that_the_disk_of_files_is_full_and_nothing_is_half_kept(
    full_files: Callable[[str], Found], office: Office
) -> None:
    refused, half, entered, again = full_files("")
    assert refused.status == 422
    assert "disk for files is full" in refused.text
    assert (half, entered) == ([], 0)
    assert again.status == 302
    assert office.asked(DOCUMENTS, SENT) == [(1,)]


def test_a_mutant_that_keeps_the_row_of_a_file_that_was_not_written_is_found(
    full_files: Callable[[str], Found],
) -> None:
    _refused, half, entered, _again = full_files("keeps_the_row_of_a_lost_file")
    assert half
    assert entered == 1


# -- the disk of the database -----------------------------------------------------------------------------------------
MOVE = (
    "ALTER TABLE records_record SET TABLESPACE {0}",
    "ALTER TABLE documents_incomingdocument SET TABLESPACE {0}",
)


@contextmanager
def on_a_small_disk(office: Office) -> Iterator[Path]:
    """The tables of the register lie on a small disk of the database's own."""
    space = f"small_{office.database[-8:]}"
    with psycopg.connect(url_of(office.database), autocommit=True) as asked:
        row = asked.execute("SELECT current_setting('data_directory')").fetchone()
        server = Path(row[0]) if row else Path()
        if not server.exists():
            pytest.skip("the database is on another machine")
        where = Path(tempfile.mkdtemp(prefix="congvu-small-", dir="/var/tmp"))
        where.chmod(0o755)
        with small_disk(1400, where) as disk:
            inside = disk / "space"
            inside.mkdir(mode=0o700)
            owner = server.stat()
            subprocess.run(["chown", f"{owner.st_uid}:{owner.st_gid}", str(inside)], check=True)
            asked.execute(f"CREATE TABLESPACE {space} LOCATION '{inside}'")  # type: ignore[arg-type]
            for statement in MOVE:
                asked.execute(statement.format(space))  # type: ignore[arg-type]
            try:
                yield disk
            finally:
                for statement in MOVE:
                    asked.execute(statement.format("pg_default"))  # type: ignore[arg-type]
                asked.execute(f"DROP TABLESPACE {space}")  # type: ignore[arg-type]
        where.rmdir()


def until_full(browser: Browser, title: str) -> tuple[list[int], Answer]:
    """Send until the answer is no longer that it was taken: the answers, and the last one."""
    answers = []
    while True:
        answer = send(browser, f"{title} {len(answers)} " + "x" * 900)
        answers.append(answer.status)
        if answer.status != 302 or len(answers) > 60:
            return answers, answer


def kept(office: Office, title: str) -> int:
    return office.asked("SELECT count(*) FROM records_record WHERE title LIKE %s", f"{title} %")[0][0]


@pytest.fixture
def full_database(office: Office) -> Iterator[Callable[[str], tuple[int, int, Answer, Answer]]]:
    """A clerk sends documents until the disk of the database is full, and one more when there is space: how many were
    acknowledged and how many stand there, the last refusal, and the answer afterwards."""

    def run(mutant: str) -> tuple[int, int, Answer, Answer]:
        with on_a_small_disk(office) as disk, clerk_of(office, mutant) as browser:
            ballast = fill(disk)
            os.truncate(ballast, ballast.stat().st_size - ROOM)  # some go in before it is full
            answers, refusal = until_full(browser, SENT)
            acknowledged, standing = answers.count(302), kept(office, SENT)
            ballast.unlink()
            return acknowledged, standing, refusal, send(browser, "sau khi có chỗ")

    yield run


def test_a_clerk_is_told_that_the_disk_of_the_database_is_full_and_nothing_acknowledged_is_lost(
    full_database: Callable[[str], tuple[int, int, Answer, Answer]],
) -> None:
    acknowledged, standing, refusal, again = full_database("")
    assert refusal.status == 507
    assert "no space left" in refusal.text
    assert acknowledged == standing > 0
    assert again.status == 302


@pytest.mark.full
def test_a_mutant_that_answers_all_the_same_is_found(
    full_database: Callable[[str], tuple[int, int, Answer, Answer]],
) -> None:
    acknowledged, standing, _refusal, _again = full_database("answers_although_the_disk_is_full")
    assert acknowledged > standing
