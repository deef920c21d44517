"""Keeping files: once, whole, under the name of their content."""

import errno
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile

from congvu.files import store, vault
from congvu.files.models import StoredFile
from congvu.files.samples import official_pdf
from congvu.files.stamping import stamp_arrival
from congvu.files.tests.office_files import docx_file, pdf_file

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


pytestmark = pytest.mark.django_db


def test_a_file_lies_under_the_sha256_of_its_content(own_storage):
    content = pdf_file("Báo cáo tháng 11")
    kept = store.keep(content, name="bao cao.pdf", at=NOW, by=None)
    digest = hashlib.sha256(content).hexdigest()
    assert (own_storage / digest[:2] / digest[2:4] / digest).read_bytes() == content
    assert (kept.sha256, kept.size, kept.media_type, kept.pages) == (digest, len(content), "application/pdf", 1)
    assert kept.read_bytes() == content


def test_the_same_content_is_kept_once(own_storage):
    content = pdf_file("Một bản")
    first = store.keep(content, name="a.pdf", at=NOW, by=None)
    again = store.keep(SimpleUploadedFile("b.pdf", content), name="b.pdf", at=NOW, by=None)
    assert first == again
    assert StoredFile.objects.count() == 1


def test_spoilt_bits_are_written_anew(own_storage):
    content = docx_file("Tờ trình")
    kept = store.keep(content, name="to-trinh.docx", at=NOW, by=None)
    place = own_storage / kept.place
    place.chmod(0o600)
    place.write_bytes(b"spoilt")
    StoredFile.objects.all().delete()
    store.keep(content, name="to-trinh.docx", at=NOW, by=None)
    assert place.read_bytes() == content


def test_a_file_over_the_limit_is_refused_unread(settings, own_storage):
    settings.FILES_MAX_BYTES = 1024 * 1024
    with pytest.raises(store.TooLarge):
        store.keep(b"x" * (1024 * 1024 + 1), name="a.txt", at=NOW, by=None)
    assert not StoredFile.objects.exists()


def test_nothing_stays_of_a_write_that_broke(own_storage, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(store.NoSpace):
        store.keep(pdf_file("a"), name="a.pdf", at=NOW, by=None)
    assert not [path for path in own_storage.rglob("*") if path.is_file()]
    assert not StoredFile.objects.exists()


def test_every_refusal_has_a_reason_of_its_own(own_storage):
    reasons = {str(refusal("")) for refusal in store.REFUSALS.values()}
    assert len(reasons) == len(store.REFUSALS)


def test_what_nobody_attached_is_forgotten_after_a_while(own_storage):
    kept = store.keep(pdf_file("a"), name="a.pdf", at=NOW, by=None)
    assert vault.forget_unattached(before=NOW) == 0
    assert vault.forget_unattached(before=NOW + timedelta(days=1)) == 1
    assert not StoredFile.objects.exists()
    assert not (own_storage / kept.place).exists()


def test_what_was_brought_again_is_not_forgotten(own_storage):
    store.keep(pdf_file("a"), name="a.pdf", at=NOW, by=None)
    store.keep(pdf_file("a"), name="a.pdf", at=NOW + timedelta(days=3), by=None)
    assert vault.forget_unattached(before=NOW + timedelta(days=2)) == 0
    assert StoredFile.objects.count() == 1


def test_a_stamped_copy_may_be_kept_too(own_storage):
    copy = stamp_arrival(official_pdf(), body="Văn phòng Chính phủ", number=7, on=NOW.date(), to="Vụ Tổng hợp")
    assert store.keep(copy, name="7-cong van.pdf", at=NOW, by=None).pages == 1


def test_more_than_a_form_may_bring_is_cut_off(settings, rf):
    settings.FILES_MAX_BYTES = 1000
    uploads = {f"file{number}": SimpleUploadedFile("a.txt", b"x" * 900) for number in range(5)}
    request = rf.post("/", uploads)
    with pytest.raises(RequestDataTooBig):
        _ = request.FILES


def test_an_upload_stays_in_memory(rf):
    request = rf.post("/", {"file": SimpleUploadedFile("a.txt", b"x" * 4_000_000)})
    assert isinstance(request.FILES["file"], InMemoryUploadedFile)
