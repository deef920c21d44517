"""What the entering of long lists takes: an office's people from XLSX and CSV, brought, checked and entered by the real page and
jobs; and the same list once more, of which nothing is new.

The baseline, in the same run: as many rows read and written one by one by plain statements, which is the least that a line
with a person, a post and two entries in the history can cost.
"""

import csv
import io
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from congvu.accounts.samples import Cast, cast
from congvu.administration.actions import AT_ONCE
from congvu.administration.importing import running
from congvu.administration.models import Outcome, UploadedList
from congvu.bench.measures import Measure
from congvu.directory.actions import open_unit
from congvu.directory.installer import INSTALLER
from congvu.directory.loading import load_bodies
from congvu.workdays.seed import load_calendar

LINES = 10_000
UNITS = 40  # units of the office among which they are divided
HEAD = ["Mã cán bộ", "Họ và tên", "Thư điện tử", "Mã cơ quan", "Viết tắt đơn vị", "Tên chức vụ", "Vai trò", "Từ ngày"]
FAMILIES, MIDDLES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng"), ("Văn", "Thị", "Hữu", "Thanh", "Minh")
NAMES = ("An", "Bình", "Châu", "Dung", "Giang", "Hà", "Khánh", "Lan", "Nam", "Phúc", "Quân", "Sơn", "Thảo", "Việt")
ONE_BY_ONE = "INSERT INTO bench_line (words) VALUES (%s) RETURNING id"
STATEMENTS = 6  # a line's in the baseline: two questions, four rows

Say = Callable[[str], None]


@dataclass
class Taken:
    """What a stage took."""

    seconds: float = 0.0
    statements: int = 0


def measure(scale: float, say: Say) -> Iterator[Measure]:
    """The figures of lists at a scale; 1 is 10,000 lines."""
    number = max(round(LINES * scale), AT_ONCE + 1)  # shorter ones the page enters itself
    office = Office()
    floor = office.floor(number)
    for form in ("xlsx", "csv"):
        say(f"{number} people from {form.upper()}")
        content = office.people(number, form)
        yield from office.story(f"{form.upper()}, {number:,} new people", content, form, floor, number)
    say("the last list once more")
    yield from office.story(f"CSV, {number:,} people as they stand", content, "csv", floor, number)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Measure("memory of the process at its most", most, "MB")


class Office:
    """An office with units, and its administrator at a browser."""

    def __init__(self) -> None:
        now = timezone.now()
        load_bodies()
        load_calendar()
        self.cast: Cast = cast(now - timedelta(days=30))
        for place in range(UNITS):
            open_unit(
                self.cast.office,
                name=f"Phòng {place}",
                notation=f"P{place}",
                from_on=date(2026, 1, 1),
                at=now,
                by=INSTALLER,
            )
        self.code = self.cast.office.current_code(timezone.localdate())
        self.browser = Client()
        self.browser.force_login(self.cast.administrator)
        self.brought = 0

    def people(self, number: int, form: str) -> bytes:
        """A list of people nobody knows yet."""
        self.brought += 1
        rows = [HEAD]
        for place in range(number):
            name = f"{FAMILIES[place % 7]} {MIDDLES[place % 5]} {NAMES[place % 14]}"
            mark = f"B{self.brought}-{place}"
            post = ["Chuyên viên", "Chuyên viên", "01/11/2026"]
            rows.append([mark, name, f"{mark}@vidu.vn".lower(), self.code, f"P{place % UNITS}", *post])
        return (as_xlsx if form == "xlsx" else as_csv)(rows)

    def floor(self, number: int) -> float:
        """Seconds for as many lines' rows, one by one, in one transaction."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS bench_line (id bigserial PRIMARY KEY, words text)")
            began = time.perf_counter()
            with transaction.atomic():
                for place in range(number):
                    for part in range(STATEMENTS - 2):
                        cursor.execute(ONE_BY_ONE, [f"{place} {part}"])
                    for _asked in range(2):
                        cursor.execute("SELECT words FROM bench_line WHERE id = %s", [place + 1])
            took = time.perf_counter() - began
            cursor.execute("DROP TABLE bench_line")
        return took

    def story(self, title: str, content: bytes, form: str, floor: float, number: int) -> Iterator[Measure]:
        """Brought at the page, checked and entered as the worker does it."""
        with taking() as bringing:
            upload = SimpleUploadedFile(f"danh-sach.{form}", content)
            answer = self.browser.post(reverse("administration:lists"), {"kind": "people", "file": upload})
        if answer.status_code != 302:
            raise AssertionError(answer.content.decode()[:2000])
        brought = UploadedList.objects.latest("pk")
        page = reverse("administration:list", args=[brought.handle])
        with watched(brought.pk) as still, taking() as checking:
            running.check(brought.pk)
        with taking() as reporting:
            self.browser.get(page)
        self.browser.post(page)
        with taking() as entering:
            running.enter(brought.pk, self.cast.administrator.pk)
        brought.refresh_from_db()
        if brought.state != "entered" or brought.lines.filter(outcome=Outcome.ERROR).exists():
            raise AssertionError(f"{brought.state}: {brought.lines.filter(outcome=Outcome.ERROR).first()}")
        yield Measure(f"{title}: bring", bringing.seconds, "s")
        yield Measure(f"{title}: check", checking.seconds, "s", floor)
        yield Measure(f"{title}: report's first page", reporting.seconds * 1000, "ms")
        yield Measure(f"{title}: enter", entering.seconds, "s", floor)
        yield Measure(f"{title}: statements a line to enter", entering.statements / number, "", float(STATEMENTS))
        yield Measure(f"{title}: longest time without progress", max(still), "s", wanted="≤2 s")


@contextmanager
def taking() -> Iterator[Taken]:
    """What is done within: how long it takes, and how many statements."""
    taken = Taken()

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        taken.statements += 1
        return execute(*statement)

    began = time.perf_counter()
    with connection.execute_wrapper(count):
        yield taken
    taken.seconds = time.perf_counter() - began


@contextmanager
def watched(pk: int) -> Iterator[list[float]]:
    """Somebody else looks at the list all the while: the seconds for which it stood still, each time."""
    still, over = [0.0], threading.Event()

    def look() -> None:
        seen, since = -1, time.perf_counter()
        while not over.wait(0.1):
            done = UploadedList.objects.values_list("done", flat=True).get(pk=pk)
            if done != seen:
                seen, since = done, time.perf_counter()
            still.append(time.perf_counter() - since)
        connections.close_all()

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield still
    finally:
        over.set()
        watcher.join()


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
