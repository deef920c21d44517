"""Files in an S3-compatible store: the same code, asked of a real server on this machine."""

from types import SimpleNamespace
from typing import Any

import pytest
import requests
from django.core.files.storage import storages
from django.test import RequestFactory
from django.utils import timezone

from congvu.files import vault
from congvu.files.models import StoredFile, place_of
from congvu.files.serving import serve
from congvu.files.store import NotKept, keep
from congvu.operations.copying import make, own_server
from congvu.operations.places import place_at
from congvu.operations.restoring import try_out
from congvu.operations.tests.conftest import a_file


@pytest.fixture
def db(own_database: str) -> None:
    """Copies hold what was committed: these tests have a database of their own."""


@pytest.fixture
def stored(db: None, bucket: Any) -> StoredFile:
    _name, kept = a_file(1)
    return kept


def test_a_file_is_kept_in_the_bucket_under_its_digest(stored: StoredFile, bucket: Any) -> None:
    assert [found.key for found in bucket.objects.all()] == [f"files/{place_of(stored.sha256)}"]
    assert vault.lies_whole(stored.sha256)
    assert stored.read_bytes().startswith(b"%PDF")


def test_the_same_content_is_not_put_twice(stored: StoredFile, bucket: Any) -> None:
    before = [found.last_modified for found in bucket.objects.all()]
    keep(stored.read_bytes(), name="khac.pdf", at=timezone.now(), by=None)
    assert [found.last_modified for found in bucket.objects.all()] == before


def test_spoilt_bits_are_written_anew(stored: StoredFile, bucket: Any) -> None:
    content = stored.read_bytes()
    bucket.Object(f"files/{place_of(stored.sha256)}").put(Body=b"spoilt")
    assert not vault.lies_whole(stored.sha256)
    vault.write_once(stored.sha256, content)
    assert vault.lies_whole(stored.sha256)


def test_nobody_reads_an_object_without_the_key_and_no_address_of_the_store_is_given_out(
    stored: StoredFile, bucket: Any, object_server: str
) -> None:
    grants = bucket.Object(f"files/{place_of(stored.sha256)}").Acl().grants
    assert not [grant for grant in grants if "AllUsers" in str(grant)]
    assert requests.get(f"{object_server}/congvu-files/files/{place_of(stored.sha256)}", timeout=5).status_code == 403
    answer = serve(RequestFactory().get("/"), stored, name="a.pdf", inline=True)
    assert object_server not in str(answer.headers)


def test_a_reader_gets_the_part_asked_for_and_only_that_is_fetched(
    stored: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stored.read_bytes()
    asked: list[str] = []
    client = storages["default"].connection.meta.client
    client.meta.events.register(
        "before-call.s3.GetObject", lambda params, **_: asked.append(params["headers"].get("Range"))
    )

    answer = serve(RequestFactory().get("/", headers={"range": "bytes=100-199"}), stored, name="a.pdf", inline=True)

    assert answer.status_code == 206
    assert b"".join(answer) == whole[100:200]
    assert asked == ["bytes=100-199"]


def test_a_long_file_comes_in_pieces(db: None, bucket: Any) -> None:
    text = "\n".join(f"Dòng {number} của một văn bản dài" for number in range(40_000)).encode()
    kept = keep(text, name="dai.txt", at=timezone.now(), by=None)
    pieces = list(vault.pieces(kept.sha256, 0, kept.size - 1))
    assert len(pieces) > 3
    assert b"".join(pieces) == text


def test_a_store_that_cannot_be_reached_is_told_and_nothing_is_kept(stored: StoredFile, settings: Any) -> None:
    gone = {**settings.STORAGES["default"]["OPTIONS"], "bucket_name": "no-such-bucket"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": gone}}
    with pytest.raises(NotKept, match="kho tệp"):
        a_file(2)
    assert StoredFile.objects.count() == 1


def test_an_office_with_its_files_in_a_bucket_is_backed_up_into_another_and_restored_on_trial(
    bucket: Any, office: SimpleNamespace, settings: Any
) -> None:
    _bucket_again(settings, bucket)
    for number in range(3):
        keep(a_text(number), name="a.txt", at=timezone.now(), by=None)
    StoredFile.objects.filter(media_type="application/pdf").exists()
    made = make("s3://congvu-copies/office", at=timezone.now(), say=lambda line: None)
    said = try_out(place_at("s3://congvu-copies/office"), made.name, own_server(), say=lambda line: None)
    assert said.facts.files == 6


def a_text(number: int) -> bytes:
    return f"Báo cáo số {number}".encode()


def _bucket_again(settings: Any, bucket: Any) -> None:
    """The office was furnished into a folder; its bits move into the bucket."""
    options = {**settings.OBJECT_STORE, "bucket_name": bucket.name}
    bits = {one.sha256: one.read_bytes() for one in StoredFile.objects.all()}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "congvu.files.objects.ObjectStore", "OPTIONS": options},
    }
    for sha256, content in bits.items():
        vault.write_once(sha256, content)
    bucket.meta.client.create_bucket(Bucket="congvu-copies")
