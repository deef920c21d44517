"""The clock of the machine jumps, forwards over New Year and back again: numbers, sessions and history stay sound."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.faults.clerks import RECEIVE, Browser, Ledger, _particulars
from tests.faults.office import Office
from tests.faults.service import Service

pytestmark = pytest.mark.faults
BOOKS = """
    SELECT b.year, array_agg(e.number ORDER BY e.record_id) FROM records_registerentry e
    JOIN records_register b ON b.id = e.register_id WHERE b.code = 'incoming' GROUP BY 1 ORDER BY 1
"""
UNDUE = "SELECT count(*) FROM records_record WHERE due_at < opened_at"
HOURS = 3600


class Shop:
    """The office with a clock one can set."""

    def __init__(self, office: Office, mutant: str) -> None:
        self.office, self.clock = office, office.data / "clock"
        self.set(0)
        self.service = Service(office, workers=1, mutant=mutant)

    def set(self, seconds: float) -> None:
        """By so much the clock is wrong from now on."""
        self.clock.write_text(str(seconds))

    def registers(self, session: str, place: int) -> int:
        """A clerk receives and registers one document; the status of the last answer."""
        with closing(Browser(self.service.port, session, Ledger(0, time.monotonic() + 60))) as browser:
            first = browser.get(RECEIVE)
            if first.status != 200:
                return first.status
            received = browser.post(RECEIVE, {"channel": "paper", "title": f"văn bản {place}"})
            form = f"/documents/incoming/{received.location.split('/')[3]}/register/"
            browser.get(form)
            return browser.post(form, _particulars(place)).status


Jump = Callable[[str], tuple[Office, list[int]]]


@pytest.fixture
def jump(office: Office) -> Iterator[Jump]:
    """Two documents now, two after New Year, one a day before now, one now again: the answers."""
    running: list[Service] = []

    def run(mutant: str) -> tuple[Office, list[int]]:
        shop = Shop(office, mutant)
        running.append(shop.service)
        shop.service.start()
        shop.service.wait_until_whole()
        now = timezone.localtime()
        new_year = now.replace(year=now.year + 1, month=1, day=5) - now
        answers = [shop.registers(office.sessions[0], 1), shop.registers(office.sessions[1], 2)]
        shop.set(new_year.total_seconds())
        answers += [shop.registers(office.sessions[2], 3)]  # the session has run out: led to sign in
        for session in office.sessions[3:5]:
            prolong(office, session, new_year)
        answers += [shop.registers(session, place) for place, session in enumerate(office.sessions[3:5], 4)]
        seal(office)
        shop.set(-24 * HOURS)
        answers += [shop.registers(office.sessions[5], 6)]
        shop.set(0)
        answers += [shop.registers(office.sessions[6], 7)]
        return office, answers

    yield run
    for service in running:
        service.end()


def prolong(office: Office, session: str, by: timedelta) -> None:
    """As if they had signed in after the jump."""
    office.asked(
        "UPDATE django_session SET expire_date = expire_date + %s WHERE session_key = %s RETURNING 1", by, session
    )


def faults(office: Office) -> list[str]:
    year = timezone.localtime().year
    books = dict(office.asked(BOOKS))
    found = [] if books == {year: [1, 2, 3, 4], year + 1: [1, 2]} else [f"numbers of the books: {books}"]
    if office.asked(UNDUE) != [(0,)]:
        found.append("something was due before it came in")
    seal(office)
    unsealed = office.asked("SELECT count(*) FROM records_unsealedentry")[0][0]
    found += [f"{unsealed} entries could not be sealed"] if unsealed else []
    verified = office.congvu("verify-history")
    return found + ([] if verified.returncode == 0 else [verified.stderr])


def seal(office: Office) -> None:
    office.inside("from tests.faults.registry import seal_all; seal_all()")


def test_numbers_sessions_and_history_stay_sound_when_the_clock_jumps(jump: Jump) -> None:
    office, answers = jump("follows_a_clock")
    assert answers == [302] * 7
    assert faults(office) == []


def test_a_mutant_that_gives_numbers_by_the_last_document_is_found(jump: Jump) -> None:
    office, answers = jump("follows_a_clock_and_the_newest_book")
    assert answers == [302] * 7
    assert any("numbers of the books" in fault for fault in faults(office))
