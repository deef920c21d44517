"""What the registry takes in: particulars alone and with files through the API, a former register at once; memory and restart.

Rounds of the platform and of its baseline alternate; a figure is the median of the rounds. Where the platform is slower by its
nature, what counts is by how much: `ratio` is the platform's rate by the baseline's."""

import csv
import json
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg import sql

from congvu.accounts.actions import make_token
from congvu.accounts.models import Scope, User
from congvu.accounts.samples import cast
from congvu.bench import office, weighing
from congvu.bench.clients import Client, NoAnswer, Request, together
from congvu.bench.measures import A_YEAR, Measure
from congvu.core.postgres_programs import installed
from congvu.directory.loading import load_bodies
from congvu.directory.models import Organisation, Unit
from congvu.documents.archive.taking import take_over
from congvu.documents.loading import load_document_types
from congvu.files.samples import official_pdf
from congvu.workdays.seed import load_calendar

CLIENTS = 4
ROUNDS = 5
SECONDS = 6.0  # of a round at scale 1
FILES = 240  # documents with a file in a round at scale 1: how long search waits behind the last is not to be measured
FILE_ROUNDS = 3
FIRST_LETTERS = 1_000_000  # numbers of the letters that come before, so that every process has begun
LINES = 20_000  # of the former register in a round at scale 1
LOADS = 5
PATIENCE = 300  # seconds until everything must be searchable
PAPERLESS = 1.2  # documents a second of paperless-ngx where it was measured, on another machine
ADDRESS = "/api/v1/incoming"
PARTICULARS = {
    "title": "V/v điều chỉnh chủ trương đầu tư tuyến cao tốc Cam Lộ – La Sơn",
    "issuer_name": "Bộ Xây dựng",
    "reference": "5521/BXD-KHTC",
    "document_type": "official_letter",
    "signatory": "Nguyễn Văn Thắng",
}
WHAT = ("xây dựng đường cao tốc", "cấp nước sạch nông thôn", "tiêm chủng mở rộng", "quy hoạch cảng biển", "thu hồi đất",
        "bảo hiểm y tế hộ nghèo", "phòng cháy chữa cháy chợ", "chuyển đổi số dịch vụ công", "giá điện sinh hoạt")  # fmt: skip
FROM = ("Bộ Xây dựng", "Bộ Tài chính", "Bộ Y tế", "Ủy ban nhân dân tỉnh Nghệ An", "Công ty cổ phần Sông Hồng")
COLUMNS = ("Số đến", "Ngày đến", "Số, ký hiệu", "Ngày văn bản", "Cơ quan ban hành", "Trích yếu", "Người ký", "Đơn vị nhận",
           "Hồ sơ")  # fmt: skip

Say = Callable[[str], None]


def measure(scale: float, say: Say) -> Iterator[Measure]:
    """The figures of intake at a scale."""
    secret = _office()
    yield from _particulars(secret, scale, say)
    yield from _with_files(secret, scale, say)
    yield from _archive(scale, say)
    yield from weighing.weights()
    yield from weighing.restart()


def _office() -> str:
    """A registry with its clerk; the token of the machine that brings documents."""
    now = timezone.now()
    if not User.objects.filter(username="vanthu").exists():
        load_bodies()
        load_calendar()
        load_document_types()
        cast(now)
    clerk = User.objects.get(username="vanthu")
    _token, secret = make_token(clerk, name="bench", scopes=Scope.values, days=7, at=now, by=clerk.actor(now))
    return secret


def _headers(secret: str, kind: str = "application/json") -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", "Content-Type": kind}


# -- particulars alone ------------------------------------------------------------------------------------------------
def _particulars(secret: str, scale: float, say: Say) -> Iterator[Measure]:
    """Registered at once through the API, beside the rows a second that PostgreSQL itself writes durably, one by one."""
    seconds = max(SECONDS * scale, 1.0)
    body = json.dumps({"channel": "paper", "register": PARTICULARS}).encode()
    request = Request(ADDRESS, method="POST", body=body, headers=_headers(secret))
    ours, rows = [], []
    with office.served() as ports:
        _for_seconds(ports.web, request, 2.0)
        for _round in range(ROUNDS):
            ours.append(_for_seconds(ports.web, request, seconds))
            rows.append(_rows_a_second(seconds))
            say(f"particulars alone: {ours[-1]:.0f}/s, durable rows: {rows[-1]:.0f}/s")
    yield Measure("documents by their particulars", median(ours), "1/s", median(rows), "ratio ≥1/80")
    yield Measure("a year of 130,000 by their particulars", A_YEAR / median(ours) / 60, "min", None, "<60 min")


def _for_seconds(port: int, request: Request, seconds: float) -> float:
    """Requests a second of CLIENTS clients. Raises Unfit for an answer that is none."""
    until = time.perf_counter() + seconds
    answered = 0

    async def work(client: Client, place: int) -> None:
        nonlocal answered
        while time.perf_counter() < until:
            await _asked(client, request)
            answered += 1

    lasted = together(port, work, CLIENTS)
    return answered / lasted


async def _asked(client: Client, request: Request) -> dict[str, str]:
    try:
        answer = await client.ask(request)
    except NoAnswer as error:
        raise office.Unfit(str(error)) from error
    if answer.status != 201:
        raise office.Unfit(f"{request.method} {request.path}: {answer.status} {answer.body[:300]!r}")
    told: dict[str, str] = json.loads(answer.body)
    return told


def _rows_a_second(seconds: float) -> float:
    """Transactions a second that write one row and wait for the disk, by pgbench with as many clients."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, words text, at timestamptz DEFAULT now())"
        )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("INSERT INTO bench_row (words) VALUES ('V/v phối hợp xử lý kiến nghị');\n")
        script.flush()
        options = [
            "-n",
            "-M",
            "prepared",
            "-c",
            str(CLIENTS),
            "-j",
            "2",
            "-T",
            str(max(round(seconds), 1)),
            "-f",
            script.name,
        ]
        address = office.url_of(settings.DATABASES["default"]["NAME"])
        told = subprocess.run([installed() / "pgbench", *options, address], capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([\d.]+)", told.stdout)
    if found is None:
        raise office.Unfit(told.stdout)
    return float(found[1])


# -- with their files -------------------------------------------------------------------------------------------------
def _with_files(secret: str, scale: float, say: Say) -> Iterator[Measure]:
    """Each sent in with its PDF, registered, its text read, until search finds its words. The stamped copies are left for later
    (registry.UNHURRIED) and yield to everything else: how many a second are made once nothing else is to be done."""
    rates, stamps = [], []
    count = max(int(FILES * scale), 8)
    with office.served() as ports:
        _send(ports.web, secret, [_letter(FIRST_LETTERS + place) for place in range(2 * CLIENTS)])
        for turn in range(FILE_ROUNDS):
            letters = [_letter(turn * count + place) for place in range(count)]
            first, first_job = _highest("records_record"), _highest("procrastinate_jobs")
            begun = time.perf_counter()
            _send(ports.web, secret, letters)
            sent = time.perf_counter() - begun
            _until(partial(_searchable, first, count))
            rates.append(count / (time.perf_counter() - begun))
            _until(partial(_begun, first_job))
            left, begun = _asked_number(_STAMPS, first_job), time.perf_counter()
            _until(partial(_nothing_left, first_job))
            stamps.append(left / (time.perf_counter() - begun))
            say(
                f"with files: sent {count / sent:.1f}/s, searchable {rates[-1]:.1f}/s; then {stamps[-1]:.1f} stamped copies/s"
            )
    yield Measure(
        "documents with a file, until searchable", median(rates), "1/s", PAPERLESS, "≥40 × paperless-ngx: 48/s"
    )
    yield Measure("stamped copies, made afterwards", median(stamps), "1/s")
    yield Measure("a year of 130,000 with files", A_YEAR / median(rates) / 60, "min", None, "<60 min")


def _letter(number: int) -> tuple[str, bytes]:
    """A real letter; no two are the same."""
    title = f"{WHAT[number % len(WHAT)]}, đợt {number}"
    return title, official_pdf(reference=f"{number}/BXD-KHTC", title=title)


def _send(port: int, secret: str, letters: list[tuple[str, bytes]]) -> None:
    waiting = iter(enumerate(letters))

    async def work(client: Client, place: int) -> None:
        for number, (title, pdf) in waiting:
            kept = await _asked(client, _upload(secret, f"{number}.pdf", pdf))
            register = PARTICULARS | {"title": title}
            sent = {"channel": "upload", "files": [kept["reference"]], "register": register}
            await _asked(
                client, Request(ADDRESS, method="POST", body=json.dumps(sent).encode(), headers=_headers(secret))
            )

    together(port, work, CLIENTS)


def _upload(secret: str, name: str, content: bytes) -> Request:
    mark = "part-of-the-bench"
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return Request(
        "/api/v1/files", method="POST", body=body, headers=_headers(secret, f"multipart/form-data; boundary={mark}")
    )


def _searchable(after: int, count: int) -> bool:
    """Whether search knows so many of the newer records with all the words of their files."""
    known = _asked_number("SELECT count(*) FROM records_searchentry WHERE record_id > %s AND NOT awaits_text", after)
    return known >= count


_STAMPS = "SELECT count(*) FROM procrastinate_jobs WHERE id > %s AND task_name = 'documents.stamp' AND status = 'todo'"


def _begun(after: int) -> bool:
    """Whether the newer documents have waited long enough and are being stamped."""
    return not _asked_number(f"{_STAMPS} AND scheduled_at > now()", after)


def _nothing_left(after: int) -> bool:
    """Whether all newer jobs are done, stamps that were left for a little later too. What the worker of an earlier round held
    when it was ended is not waited for: that is taken up when it has been silent for a minute."""
    left = _asked_number(
        "SELECT count(*) FROM procrastinate_jobs WHERE id > %s AND status IN ('todo', 'doing') "
        "AND queue_name IN ('files', 'house') AND (scheduled_at IS NULL OR task_name = 'documents.stamp')",
        after,
    )
    return not left


def _highest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table)))
        return int(cursor.fetchone()[0])


def _asked_number(statement: str, *values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


def _until(it_is_so: Callable[[], bool]) -> None:
    """Raises Unfit when it does not come about."""
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        if time.monotonic() > deadline:
            raise office.Unfit("The worker does not get through with its jobs.")
        time.sleep(0.05)


# -- a former register ------------------------------------------------------------------------------------------------
def _archive(scale: float, say: Say) -> Iterator[Measure]:
    """Lines checked, taken over and searchable at once, beside COPY of the same lines into a table of texts."""
    count = max(int(LINES * scale), 1000)
    body = Organisation.objects.get(notation="VPCP", valid__endswith=None)
    units = list(Unit.objects.filter(organisation=body).order_by("pk").values_list("name", flat=True))
    ours, copies = [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(LOADS):
            path = Path(folder) / f"register-{turn}.csv"
            _write_register(path, 2001 + turn, count, units)
            begun = time.perf_counter()
            outcome = take_over(path, body, files=Path(folder), at=timezone.now())
            ours.append(outcome.taken / (time.perf_counter() - begun))
            if outcome.taken != count:
                raise office.Unfit(f"{len(outcome.refused)} lines were refused: {outcome.refused[:1]}")
            copies.append(count / _copied(path))
            say(f"former register: {ours[-1]:.0f} lines/s, COPY: {copies[-1]:.0f} lines/s")
    yield Measure(
        "lines of a former register, checked and searchable", median(ours), "1/s", median(copies), "ratio ≥1/40"
    )
    yield Measure("a year of 130,000 from a former register", A_YEAR / median(ours) / 60, "min", None, "<60 min")


def _write_register(path: Path, year: int, count: int, units: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(1, count + 1):
            came = date(year, 1, 2) + timedelta(days=number * 360 // count)
            title = f"V/v {WHAT[number % len(WHAT)]} và {WHAT[number * 7 % len(WHAT)]}, đợt {number}"
            sender = FROM[number % len(FROM)]
            reference = f"{number * 37 % 9999}/BXD-KHTC"
            days = (f"{came:%d/%m/%Y}", reference, f"{came:%d/%m/%Y}")
            unit = units[number % len(units)]
            writer.writerow((number, *days, sender, title, "Nguyễn Văn Thắng", unit, f"{number % 90}/HS-VP"))


def _copied(path: Path) -> float:
    """Seconds of COPY of the same lines into a table with a column for each of theirs, durable."""
    columns = ", ".join(f"cell_{place} text" for place in range(len(COLUMNS)))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_register (id bigserial PRIMARY KEY, {columns})")
        names = ", ".join(f"cell_{place}" for place in range(len(COLUMNS)))
        begun = time.perf_counter()
        with cursor.copy(f"COPY bench_register ({names}) FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(path.read_bytes())
        return time.perf_counter() - begun
