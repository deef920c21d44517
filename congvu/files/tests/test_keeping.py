"""Keeping files: once, whole, under the name of their content."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.files import store
from congvu.files.models import StoredFile
from congvu.files.tests.office_files import docx_file, pdf_file

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.mark.django_db
def test_a_file_lies_under_the_sha256_of_its_content(tmp_path):
    content = pdf_file("Báo cáo tháng 11")
    kept = store.keep(content, name="bao cao.pdf", at=NOW, by=None)
    digest = hashlib.sha256(content).hexdigest()
    assert (tmp_path / digest[:2] / digest[2:4] / digest).read_bytes() == content
    assert (kept.sha256, kept.size, kept.media_type, kept.pages) == (digest, len(content), "application/pdf", 1)
    assert kept.read_bytes() == content


@pytest.mark.django_db
def test_the_same_content_is_kept_once():
    content = pdf_file("Một bản")
    first = store.keep(content, name="a.pdf", at=NOW, by=None)
    again = store.keep(SimpleUploadedFile("b.pdf", content), name="b.pdf", at=NOW, by=None)
    assert first == again
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_spoilt_bits_are_written_anew(tmp_path):
    content = docx_file("Tờ trình")
    kept = store.keep(content, name="to-trinh.docx", at=NOW, by=None)
    place = tmp_path / kept.place
    place.chmod(0o600)
    place.write_bytes(b"spoilt")
    StoredFile.objects.all().delete()
    store.keep(content, name="to-trinh.docx", at=NOW, by=None)
    assert place.read_bytes() == content


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused_unread(settings):
    settings.FILES_MAX_BYTES = 1024 * 1024
    with pytest.raises(store.TooLarge):
        store.keep(b"x" * (1024 * 1024 + 1), name="a.txt", at=NOW, by=None)
    assert not StoredFile.objects.exists()
