"""The health page: what is well, what is not, and what to do about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.accounts.samples import Cast, cast
from congvu.core.stores import HealthCheck, Sign, health_checks
from congvu.files import ocr
from congvu.operations import health
from congvu.operations.jobs import forget_done_jobs, take_readings
from congvu.operations.models import Backup, BackupState, Reading
from congvu.operations.samples import failed_job
from congvu.operations.words import JOBS


@pytest.fixture
def people(db: None) -> Cast:
    return cast(timezone.now())


def look(people: Cast, user: Any = None) -> Any:
    client = Client()
    client.force_login(user or people.administrator)
    return client.get(reverse("operations:health"))


def tone(signs: list[Sign]) -> set[str]:
    return {sign.tone for sign in signs}


def test_an_administrator_sees_every_box_and_what_to_do(people: Cast) -> None:
    said = look(people).content.decode()
    assert all(str(check.label) in said for check in health_checks)
    assert "congvu backup --verify" in said


def test_a_clerk_does_not_see_it(people: Cast) -> None:
    assert look(people, people.clerk).status_code == 403


def test_every_red_line_says_what_to_do(people: Cast) -> None:
    failed_job()
    troubles = health.first_troubles(health.boxes(timezone.now()))
    assert troubles
    assert all(str(sign.advice) for sign in troubles)


def test_an_administrator_has_a_failed_job_done_again(people: Cast) -> None:
    job = failed_job()
    client = Client()
    client.force_login(people.administrator)
    again = reverse("operations:retry_job", args=[job.pk])
    assert again in client.get(reverse("operations:health")).content.decode()
    assert client.post(again).status_code == 302
    assert ProcrastinateJob.objects.get(pk=job.pk).status == "todo"
    assert client.post(again).status_code == 409


def test_a_job_that_waits_too_long_is_red(people: Cast) -> None:
    now = timezone.now()
    run("INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('nhac', 'nhac.viec', %s)",
        now - timedelta(hours=2))  # fmt: skip
    (sign,) = [sign for sign in health.queues(now) if sign.label == "nhac"]
    assert sign.tone == "late"
    assert sign.advice


def test_a_copy_of_yesterday_is_well_and_one_of_last_week_is_not(people: Cast) -> None:
    now = timezone.now()
    kept = Backup.objects.create(
        place="/x", name="1", begun_at=now - timedelta(hours=20), verified_at=now, state="kept"
    )
    assert tone(health.backups(now)) == {"done", "plain"}
    Backup.objects.filter(pk=kept.pk).update(begun_at=now - timedelta(days=7))
    assert "late" in tone(health.backups(now))


def test_a_copy_that_failed_is_red_although_an_earlier_one_is_there(people: Cast) -> None:
    now = timezone.now()
    Backup.objects.create(place="/x", name="1", begun_at=now - timedelta(hours=20), verified_at=now, state="kept")
    Backup.objects.create(place="/x", name="2", begun_at=now, state=BackupState.FAILED, problem="the disk is full")
    (sign,) = [sign for sign in health.backups(now) if sign.tone == "late"]
    assert sign.value == "the disk is full"


def test_work_that_came_again_too_long_ago_is_red(people: Cast) -> None:
    now = timezone.now()
    done("files.forget_unattached", now - timedelta(days=3))
    done("records.seal_history", now - timedelta(seconds=50))
    late = {str(sign.label): sign.tone for sign in health.periodic(now)}
    assert late[str(health.job_words("files.forget_unattached"))] == "late"
    assert late[str(health.job_words("records.seal_history"))] == "done"


def test_entries_unsealed_for_more_than_an_hour_are_red(people: Cast) -> None:
    assert "late" in tone(health.seals(timezone.now()))


def test_readings_are_taken_and_old_done_jobs_forgotten(people: Cast) -> None:
    now = timezone.now()
    take_readings(int(now.timestamp()))
    assert Reading.objects.get(name="database_bytes").value > 1_000_000
    done("a.long.ago", now - timedelta(days=40))
    done("a.today", now)
    job = failed_job()
    assert forget_done_jobs(int(now.timestamp())) == 1
    assert ProcrastinateJob.objects.filter(task_name="a.today").exists()
    assert ProcrastinateJob.objects.filter(pk=job.pk).exists()


def test_another_app_adds_a_box(people: Cast) -> None:
    def look_into_the_mailbox(now: Any) -> list[Sign]:
        return [Sign("Hộp thư", "không đăng nhập được", "late", "Đổi mật khẩu hộp thư")]

    health_checks.add("a test", HealthCheck("Nguồn thư", "mail", look_into_the_mailbox))
    try:
        assert "Đổi mật khẩu hộp thư" in look(people).content.decode()
    finally:
        health_checks._items.pop("a test")


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


DONE = """
    WITH job AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('house', %s, 'succeeded') RETURNING id
    )
    INSERT INTO procrastinate_events (job_id, type, at) SELECT id, 'succeeded', %s FROM job
"""


def done(task: str, at: Any) -> None:
    run(DONE, task, at)


@pytest.mark.parametrize(("program", "tones"), [("tesseract-that-is-not-there", {"soon"}), ("", None)])
def test_the_page_says_whether_scans_are_read_here(settings: Any, program: str, tones: set[str] | None) -> None:
    settings.TESSERACT = program or settings.TESSERACT
    signs = health.scans(timezone.now())
    assert tone(signs) == (tones or {"done" if ocr.available() else "soon"})
    assert all(sign.advice for sign in signs if sign.tone != "done")


def test_every_task_of_the_house_has_its_words() -> None:
    ours = {name for name in app.tasks if not name.startswith(("builtin", "procrastinate"))}
    assert ours == set(JOBS)
