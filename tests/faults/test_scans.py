"""A worker killed in the midst of recognising a scan: the job is taken up again and done once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.utils import timezone

from congvu.core.jobs import take_up_stalled_jobs
from congvu.files import ocr
from congvu.files.models import StoredFile, TextState
from congvu.files.samples import official_pdf
from congvu.files.store import keep
from tests.browser.office import copy_of_the_database, point_to
from tests.frame.waiting import database_url, wait_until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not ocr.available(), reason="Tesseract with Vietnamese is not on this machine"),
]
ROOT = Path(__file__).resolve().parents[2]
PAGES = 6
AS_IF_WE_HAD_WAITED = """
    UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'
    WHERE id = (SELECT worker_id FROM procrastinate_jobs WHERE task_name = 'files.recognise')
"""
ASKED = "SELECT status, attempts FROM procrastinate_jobs WHERE task_name = 'files.recognise'"


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A copy of the empty database, in which what happens really commits."""
    with django_db_blocker.unblock(), copy_of_the_database() as copy:
        here = str(connection.settings_dict["NAME"])
        point_to(copy)
        yield copy
        point_to(here)


def scan() -> bytes:
    """A letter of some pages as a copier gives it."""
    picture = pypdfium2.PdfDocument(official_pdf())[0].render(scale=200 / 72, grayscale=True).to_pil().convert("L")
    out = BytesIO()
    picture.save(out, "PDF", resolution=200, save_all=True, append_images=[picture] * (PAGES - 1))
    return out.getvalue()


def asked(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else []


def workers(of: int) -> list[int]:
    """The processes of the service that do jobs, as they run now."""
    children = Path(f"/proc/{of}/task/{of}/children").read_text().split()
    return [int(pid) for pid in children if Path(f"/proc/{pid}/comm").read_text() == "congvu worker\n"]


@pytest.fixture
def service(db: str) -> Iterator[subprocess.Popen[bytes]]:
    """`congvu serve`, the part that does jobs."""
    command = [sys.executable, "-m", "congvu", "serve", "--only", "worker"]
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": database_url()}, cwd=ROOT)
    yield process
    process.terminate()
    process.wait(20)


def test_a_scan_over_which_the_worker_was_killed_is_read_all_the_same(
    db: str, service: subprocess.Popen[bytes]
) -> None:
    kept = keep(scan(), name="scan.pdf", at=timezone.now(), by=None)
    wait_until(lambda: asked(ASKED) == [("doing", 0)], seconds=90)
    (killed,) = workers(service.pid)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: [pid for pid in workers(service.pid) if pid != killed], seconds=30)
    kept.refresh_from_db()
    assert (kept.text_state, asked(ASKED)) == (TextState.SCAN, [("doing", 0)])

    asked(AS_IF_WE_HAD_WAITED)
    take_up_stalled_jobs.defer(timestamp=0)
    wait_until(lambda: asked(ASKED) == [("succeeded", 2)], seconds=120)

    kept.refresh_from_db()
    assert (kept.text_state, kept.read_by_ocr) == (TextState.READ, True)
    assert kept.text.count("05/BNV-VP") == PAGES
    assert StoredFile.objects.count() == 1
