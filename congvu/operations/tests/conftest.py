"""An office with a few documents, files and sealed history in a database of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from django.utils import timezone
from moto.server import ThreadedMotoServer

from congvu.accounts.samples import cast
from congvu.documents import samples
from congvu.files.samples import official_pdf
from congvu.files.store import keep
from congvu.records import history

BUCKET = {"access_key": "test", "secret_key": "test", "region_name": "us-east-1", "addressing_style": "path",
          "signature_version": "s3v4", "default_acl": None, "querystring_auth": True, "file_overwrite": True,
          "max_memory_size": 1024 * 1024}  # fmt: skip


@pytest.fixture
def in_folders(settings: Any, tmp_path: Path) -> Path:
    """Files and keys of the test's own."""
    settings.DATA = tmp_path
    settings.HISTORY_KEY_FILE = tmp_path / "keys" / "history.pem"
    bits = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": bits}
    return tmp_path


@pytest.fixture
def office(db: None, in_folders: Path) -> SimpleNamespace:
    """Three documents, each with a file; the history sealed but for the last entry."""
    at = timezone.now()
    people = cast(at)
    clerk = people.clerk.actor(at)
    documents = [samples.registered(people.office, files=[a_file(number)], at=at, by=clerk) for number in range(3)]
    while history.seal(at=at):
        continue
    documents.append(samples.received(people.office, at=at, by=clerk))
    return SimpleNamespace(people=people, documents=documents, at=at, folder=in_folders)


def a_file(number: int) -> tuple[str, Any]:
    name = f"van-ban-{number}.pdf"
    return name, keep(official_pdf(title=f"việc thứ {number}"), name=name, at=timezone.now(), by=None)


@pytest.fixture(scope="session")
def object_server() -> Iterator[str]:
    """A real server of the S3 protocol on this machine; its address."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(object_server: str, settings: Any) -> Any:
    """An empty private bucket, which is the store of files."""
    words = {**BUCKET, "endpoint_url": object_server}
    client = boto3.resource("s3", endpoint_url=object_server, region_name="us-east-1",
                            aws_access_key_id="test", aws_secret_access_key="test")  # fmt: skip
    made = client.create_bucket(Bucket="congvu-files")
    made.objects.all().delete()
    settings.OBJECT_STORE = {**words, "location": "files"}
    options = {**words, "bucket_name": "congvu-files", "location": "files"}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "congvu.files.objects.ObjectStore", "OPTIONS": options},
    }
    return made
