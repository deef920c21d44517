"""Wrong platforms, one mistake each: every one must be found by the run that the right platform passes.

A mutant takes the application and returns the one with the mistake. Only tests.faults.mutant_wsgi serves them.
"""

import contextlib
import io
import itertools
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from congvu.core import actions, ending
from congvu.documents import jobs as registry_jobs
from congvu.files import vault
from congvu.operations import restoring
from congvu.records import history, registers
from congvu.records.models import Record, Register, RegisterEntry

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
THINKING = 0.3  # seconds by which the mistakes are stretched, so that a short run meets them
HURRY = 1.5  # seconds between a hurried answer and its deed: at any moment somebody is in them


def answers_before_commit(application: Application) -> Application:
    """The clerk is told that the document is registered; the registration itself is done a moment later."""

    def hurried(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] != "POST" or not path.endswith("/register/"):
            return application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        later = {**environ, "wsgi.input": io.BytesIO(body)}
        threading.Timer(HURRY, lambda: application(later, lambda *_: None).close()).start()
        start_response("302 Found", [("Location", path.removesuffix("register/")), ("Content-Length", "0")])
        return []

    return hurried


def _book(record: Record, code: str) -> Register:
    """The book of the year, not held."""
    year = timezone.localdate().year
    book, _opened = Register.objects.get_or_create(
        organisation_id=record.organisation_id, code=code, year=year, defaults={"name": code}
    )
    return book


def _entered(record: Record, register: Register, number: int, at: Any) -> dict[str, Any]:
    """The line of the book, and what history keeps of it."""
    RegisterEntry.objects.create(register=register, number=number, record_id=record.pk, entered_at=at)
    return {"number": number, "year": register.year}


def numbers_by_counting(application: Application) -> Application:
    """The next number is the highest plus one, with no lock on the book, in a database that does not refuse doubles."""

    def enter(record: Record, code: str, *, at: Any, **_more: Any) -> dict[str, Any]:
        register = _book(record, code)
        number = (register.entries.aggregate(highest=Max("number"))["highest"] or 0) + 1
        time.sleep(THINKING)
        return _entered(record, register, number, at)

    registers.enter = enter
    return application


def numbers_from_a_sequence(application: Application) -> Application:
    """A sequence does not take a number back when the registration is rolled back."""

    def enter(record: Record, code: str, *, at: Any, **_more: Any) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('numbers')")
            number = cursor.fetchone()[0]
        time.sleep(THINKING)
        return _entered(record, _book(record, code), number, at)

    registers.enter = enter
    return application


def forgets_history(application: Application) -> Application:
    """Of every seventh registration no history is written."""
    registrations = itertools.count(1)

    def forgetful(subject: Any, verb: str, **how: Any) -> None:
        if verb != "register" or next(registrations) % 7:
            history.write(subject, verb, **how)

    actions.keep_history_with(forgetful)
    return application


def forgets_the_job(application: Application) -> Application:
    """A registration's job is left past its transaction, so that it may be lost: here, now and then it is."""
    registrations = itertools.count(1)
    later = ending.later

    def forgetful(task: Any, **values: Any) -> None:
        if task is not registry_jobs.stamp or next(registrations) % 7:
            later(task, **values)

    vars(ending)["later"] = forgetful
    return application


def trusts_old_connections(application: Application) -> Application:
    """A connection from the pool is used without a look at whether the database still knows it."""
    connection.settings_dict["CONN_HEALTH_CHECKS"] = False
    return application


def keeps_the_row_of_a_lost_file(application: Application) -> Application:
    """That a file could not be written is overlooked; its row is kept and the document entered."""
    write = vault.write_once

    def hopeful(sha256: str, content: bytes) -> None:
        with contextlib.suppress(OSError):
            write(sha256, content)

    vault.write_once = hopeful
    return application


def answers_although_the_disk_is_full(application: Application) -> Application:
    """Whatever the database says of its disk, the clerk is led on as if it had been entered."""

    def hopeful(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if status.startswith("507"):
                status, headers = "302 Found", [("Location", "/documents/incoming/khongcogica/")]
            return start_response(status, headers, *more)

        return application(environ, start)

    return hopeful


def follows_a_clock(application: Application) -> Application:
    """No mistake yet: the machine's clock is wrong by what stands in a file of the data folder."""
    wrong_by = settings.DATA / "clock"
    right, monotone = time.time, timezone.now

    def now() -> datetime:
        return monotone() + timedelta(seconds=float(wrong_by.read_text()))

    timezone.now = now
    time.time = lambda: right() + float(wrong_by.read_text())
    return application


def follows_a_clock_and_the_newest_book(application: Application) -> Application:
    """The next number comes from the book opened last, whatever the year of the document."""

    def newest(record: Record, code: str) -> Register:
        opened = Register.objects.filter(organisation_id=record.organisation_id, code=code).order_by("-year").first()
        return opened or _book(record, code)

    def enter(record: Record, code: str, *, at: Any, **_more: Any) -> dict[str, Any]:
        Register.objects.get_or_create(organisation_id=record.organisation_id, code=code,
                                       year=timezone.localtime(at).year, defaults={"name": code})  # fmt: skip
        register = newest(record, code)
        number = (register.entries.aggregate(highest=Max("number"))["highest"] or 0) + 1
        return _entered(record, register, number, at)

    registers.enter = enter
    return follows_a_clock(application)


def believing_verifier() -> None:
    """Verifies the history by the digests that stand in it, without reckoning them anew. Done inside the platform."""
    history.digest = lambda entry: bytes(entry.digest)
    call_command("verify_history")


def believing_restorer(copies: str) -> None:
    """Restores without reading through what it brings back. Done inside the platform."""
    restoring._bits = lambda place, sha256: None
    vault._is = lambda sha256, bits: True
    call_command("restore", copies)


# By name, with what its database needs before.
PREPARED = {
    "numbers_by_counting": "ALTER TABLE records_registerentry DROP CONSTRAINT number_given_once",
    "numbers_from_a_sequence": "CREATE SEQUENCE numbers",
}
MUTANTS: dict[str, Callable[[Application], Application]] = {
    mutant.__name__: mutant
    for mutant in (
        answers_before_commit,
        numbers_by_counting,
        numbers_from_a_sequence,
        forgets_history,
        forgets_the_job,
        trusts_old_connections,
        keeps_the_row_of_a_lost_file,
        follows_a_clock,
        follows_a_clock_and_the_newest_book,
        answers_although_the_disk_is_full,
    )
}
