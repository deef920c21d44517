"""The ĐẾN stamp is put on a copy by a job, after the registry has gone on to the next document."""

from datetime import datetime

from congvu.accounts.samples import Cast
from congvu.documents import samples
from congvu.documents.jobs import stamp
from congvu.documents.tests.conftest import actor
from congvu.files.samples import official_pdf
from congvu.files.store import keep
from congvu.records.models import AttachmentRole, HistoryEntry


def test_the_job_puts_the_stamp_on_a_copy_and_leaves_the_original(people: Cast, now: datetime) -> None:
    clerk = actor(people.clerk)
    original = keep(official_pdf(), name="05-BNV.pdf", at=now, by=clerk)
    document = samples.registered(people.office, at=now, by=clerk, files=[("05-BNV.pdf", original)])
    stamp(document.pk)
    roles = dict(document.attachments.values_list("role", "file__sha256"))
    assert roles[AttachmentRole.MAIN] == original.sha256
    assert roles[AttachmentRole.STAMPED] != original.sha256
    assert HistoryEntry.objects.filter(record_id=document.pk).latest("pk").verb == "documents.stamp"


def test_paper_carries_no_stamp_and_the_history_says_so(people: Cast, now: datetime) -> None:
    document = samples.registered(people.office, at=now, by=actor(people.clerk))
    stamp(document.pk)
    assert not document.attachments.exists()
    assert HistoryEntry.objects.filter(record_id=document.pk).latest("pk").verb == "documents.no_stamp"
