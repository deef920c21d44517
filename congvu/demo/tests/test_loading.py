"""The demonstration's office at a small scale, told by the same code."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from congvu.accounts.models import User
from congvu.core import stores
from congvu.demo.cast import CAST, PASSWORD
from congvu.demo.loading import LOADED, load, load_last_year, standing
from congvu.directory.models import Person
from congvu.documents.models import IncomingDocument
from congvu.documents.states import INCOMING
from congvu.records import history
from congvu.records.models import HistoryEntry, ItemState, RegisterEntry, UnsealedEntry, WorkItem

pytestmark = pytest.mark.django_db  # without it pytest-django makes no database when this file runs alone
NOW = datetime(2026, 11, 18, 8, 20, tzinfo=UTC)  # Wednesday, 15:20 in Ha Noi


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The office, told once for all tests of this module, and rolled back afterwards."""
    kept = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), _kept_at(kept), transaction.atomic():  # type: ignore[attr-defined]
        load(NOW, documents=110, processes=0, say=lambda line: None)
        yield
        transaction.set_rollback(True)


def _kept_at(folder: Path) -> override_settings:
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(
        STORAGES={"default": files, "staticfiles": static}, HISTORY_KEY_FILE=folder / "history.pem"
    )


def waiting(username: str, *acts: str) -> list[WorkItem]:
    person = Person.objects.get(user__username=username)
    return list(WorkItem.objects.filter(person=person, state=ItemState.OPEN, act__in=acts))


def test_numbers_have_no_gap_and_follow_the_clock(office: None) -> None:
    entries = list(RegisterEntry.objects.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.entered_at for entry in entries] == sorted(entry.entered_at for entry in entries)


def test_the_history_is_whole_and_sealed(office: None) -> None:
    verdict = history.verify()
    assert verdict.whole
    assert not UnsealedEntry.objects.exists()
    assert verdict.entries == HistoryEntry.objects.count()


def test_nothing_happens_after_now(office: None) -> None:
    assert not HistoryEntry.objects.filter(at__gt=NOW).exists()


def test_documents_stand_in_every_open_state(office: None) -> None:
    found = set(IncomingDocument.objects.values_list("state", flat=True))
    assert {state.code for state in INCOMING.states.values() if not state.final} | {"filed"} <= found


def test_the_officer_has_two_late_three_due_today_and_more_to_come(office: None) -> None:
    items = waiting("thuha", "handle")
    today = timezone.localdate(NOW)
    assert sum(item.due_at < NOW for item in items) == 2
    assert sum(item.due_at > NOW and timezone.localdate(item.due_at) == today for item in items) == 3
    assert sum(timezone.localdate(item.due_at) > today for item in items) == 9


def test_the_registry_has_six_to_register_one_of_them_immediate_and_three_to_present(office: None) -> None:
    received = IncomingDocument.objects.filter(state="received")
    assert received.count() == 6
    assert received.filter(urgency="immediate").count() == 1
    assert IncomingDocument.objects.filter(state="registered").count() == 3


def test_the_chairman_has_seven_to_instruct_and_the_head_five_to_give_on(office: None) -> None:
    assert len(waiting("chunhiem", "instruct")) == 7
    assert WorkItem.objects.filter(unit__notation="KTTH", act="assign", state=ItemState.OPEN, part="lead").count() == 5


def test_those_who_act_for_others_have_work_and_a_delegation_today(office: None) -> None:
    day = timezone.localdate(NOW)
    vice_chairwoman = User.objects.get(username="minhchau").actor(day)
    deputy = User.objects.get(username="hoangan").actor(day)
    assert vice_chairwoman.delegated_seats
    assert deputy.delegated_seats
    assert waiting("trongnghia", "instruct")
    assert HistoryEntry.objects.filter(on_behalf_of__isnull=False, record__isnull=False).exists()


def test_the_cast_signs_in_with_the_documented_password_and_nobody_else(office: None) -> None:
    assert all(User.objects.get(username=player.username).check_password(PASSWORD) for player in CAST)
    assert not User.objects.get(username="hoangnam").has_usable_password()
    assert [member.username for member in stores.demo_cast] == [player.username for player in CAST]


def test_the_agency_reads_nothing_of_the_office(office: None) -> None:
    stranger = User.objects.get(username="vanthubtc").actor(NOW)
    assert not IncomingDocument.objects.visible_to(stranger).exists()


def test_an_office_that_is_there_is_left_alone(office: None, capsys: pytest.CaptureFixture[str]) -> None:
    before = HistoryEntry.objects.count()
    call_command("load_demo")
    assert standing() == LOADED
    assert HistoryEntry.objects.count() == before


def test_last_year_goes_into_its_own_book_and_leaves_no_work(office: None) -> None:
    with transaction.atomic():
        told = load_last_year(NOW, documents=12, processes=0, say=lambda line: None)
        book = RegisterEntry.objects.filter(register__year=2025).order_by("number")
        assert told and [entry.number for entry in book] == list(range(1, len(book) + 1))
        assert not WorkItem.objects.filter(record__opened_at__year=2025, state=ItemState.OPEN).exists()
        assert UnsealedEntry.objects.exists()  # the worker seals them
        while history.seal(at=NOW):
            continue
        assert history.verify().whole
        assert load_last_year(NOW, documents=12, processes=0, say=lambda line: None) is None
        transaction.set_rollback(True)
