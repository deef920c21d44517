"""The office of a small run, as the command loads it: in no transaction around it."""

import pytest
from django.utils import timezone

from congvu.bench.load.documents import load
from congvu.records.models import Record, RegisterEntry

FEW = 40


@pytest.mark.django_db(transaction=True)
def test_a_small_office_is_loaded_by_itself() -> None:
    loaded = load(FEW, 1, timezone.now(), lambda line: None)
    assert (loaded.documents, loaded.first_year) == (FEW, timezone.localtime().year)
    assert Record.objects.count() == RegisterEntry.objects.count() == FEW
