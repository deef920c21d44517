"""What a scanner puts into the watched folder is taken once it has stopped growing."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from congvu.accounts.samples import Cast
from congvu.directory.models import CodeScheme, OrganisationCode, period
from congvu.documents.models import Arrival, IncomingDocument, Source
from congvu.documents.sources import faults
from congvu.documents.sources.folder import read_folder
from congvu.documents.sources.places import folders
from congvu.files.samples import official_pdf

CODE = "X99.VPCP"


@pytest.fixture
def watched(people: Cast, settings: Any, tmp_path: Path) -> Path:
    OrganisationCode.objects.create(organisation=people.office, scheme=CodeScheme.NEW, code=CODE, valid=period())
    folder = tmp_path / "máy quét"
    folder.mkdir()
    settings.WATCHED_FOLDERS = f"{CODE}={str(folder).replace(' ', '%20')}"
    return folder


def look(now: datetime) -> int:
    return sum(read_folder(folder, now) for folder in folders())


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.is_file())


def test_a_file_is_taken_when_it_has_stopped_growing(people: Cast, watched: Path, now: datetime) -> None:
    letter = official_pdf()
    (watched / "scan.pdf").write_bytes(letter[:2000])
    assert look(now) == 0
    (watched / "scan.pdf").write_bytes(letter)
    assert [look(now), look(now)] == [0, 1]
    assert IncomingDocument.objects.in_queue(people.office.pk).get().reference == "05/BNV-VP"
    assert (names(watched), names(watched / "taken")) == ([], ["scan.pdf"])


def test_what_may_not_come_in_lies_apart_with_the_reason_beside_it(watched: Path, now: datetime) -> None:
    (watched / "run.pdf").write_bytes(b"MZ\x90" + b"\0" * 90)
    look(now), look(now)
    assert names(watched / "refused") == ["run.pdf", "run.pdf.reason.txt"]
    assert Arrival.objects.get().reason in (watched / "refused" / "run.pdf.reason.txt").read_text()
    assert not IncomingDocument.objects.exists()


def test_a_file_taken_before_we_were_stopped_is_only_moved(watched: Path, now: datetime, monkeypatch: Any) -> None:
    (watched / "scan.pdf").write_bytes(official_pdf())
    look(now)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("congvu.documents.sources.folder._moved", stopped)
        look(now)
    assert (IncomingDocument.objects.count(), names(watched)) == (1, ["scan.pdf"])
    look(now)
    assert (IncomingDocument.objects.count(), names(watched)) == (1, [])


def test_links_hidden_and_half_copied_files_are_left_alone(watched: Path, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("mật khẩu")
    (watched / "link.txt").symlink_to(tmp_path / "secret.txt")
    (watched / ".hidden.pdf").write_bytes(official_pdf())
    (watched / "scan.pdf.part").write_bytes(official_pdf())
    look(now), look(now)
    assert not Arrival.objects.exists()


def test_two_files_of_one_name_lie_side_by_side_once_taken(watched: Path, now: datetime) -> None:
    for number in (1, 2):
        (watched / "scan.pdf").write_bytes(official_pdf(reference=f"0{number}/BNV-VP"))
        look(now), look(now)
    assert len(names(watched / "taken")) == 2


def test_a_folder_that_is_gone_is_told_in_plain_words(watched: Path, now: datetime) -> None:
    watched.rmdir()
    look(now)
    assert Source.objects.get().failure == faults.MISSING
    watched.mkdir()
    look(now)
    assert (Source.objects.get().failure, Source.objects.get().read_at) == ("", now)
