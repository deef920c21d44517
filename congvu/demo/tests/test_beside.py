"""What surrounds the story: the command, the kinds of documents, the clock."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from congvu.accounts.samples import cast
from congvu.demo.clock import Clock
from congvu.documents.loading import load_document_types
from congvu.documents.models import DocumentType
from congvu.workdays.calendar import current_calendar

NOW = datetime(2026, 11, 18, 8, 20, tzinfo=UTC)  # Wednesday, 15:20 in Ha Noi


@pytest.mark.django_db
def test_an_office_that_is_not_the_demonstrations_is_refused() -> None:
    cast(NOW)
    with pytest.raises(CommandError):
        call_command("load_demo", fresh=True)


@pytest.mark.django_db
def test_kinds_of_documents_are_loaded_once() -> None:
    load_document_types()
    assert DocumentType.objects.count() == 32
    assert load_document_types() == 0


@pytest.mark.django_db
def test_on_a_sunday_the_desk_speaks_of_monday_and_the_story_of_friday() -> None:
    clock = Clock(current_calendar(), datetime(2026, 11, 22, 3, 0, tzinfo=UTC), random.Random(1))
    assert timezone.localdate(clock.present) == date(2026, 11, 20)
    assert clock.today == date(2026, 11, 23)


@pytest.mark.django_db
def test_working_hours_are_counted_backwards_over_night_and_weekend() -> None:
    clock = Clock(current_calendar(), NOW, random.Random(1))
    monday_nine = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
    assert clock.earlier(monday_nine, 2) == datetime(2026, 11, 13, 9, 0, tzinfo=UTC)
    assert clock.earlier(monday_nine, 0.5) == monday_nine - timedelta(minutes=30)
