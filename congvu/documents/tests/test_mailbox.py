"""What comes to the watched mailbox is taken into the registry's queue once, and nothing is deleted there. A real client speaks
with a real server."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from congvu.accounts.samples import Cast
from congvu.directory.models import CodeScheme, OrganisationCode, PostHolding, period
from congvu.documents.models import Arrival, IncomingDocument, Source
from congvu.documents.sources import faults
from congvu.documents.sources.jobs import read_mailboxes
from congvu.documents.sources.mailbox import DEALT_WITH, read_mailbox
from congvu.documents.sources.places import mailboxes
from congvu.documents.tests.imap_server import Post, mail_server
from congvu.files.samples import official_pdf
from congvu.files.tests.office_files import docx_file
from congvu.records.models import HistoryEntry
from congvu.records.work import lead_item

CODE = "X99.VPCP"


@pytest.fixture
def post(people: Cast, settings: Any, tmp_path: Path) -> Iterator[Post]:
    OrganisationCode.objects.create(organisation=people.office, scheme=CodeScheme.NEW, code=CODE, valid=period())
    with mail_server(tmp_path) as server:
        settings.MAILBOXES = f"{CODE}={server.address}?done=Da%20nhan&ca={server.authority}"
        yield server


def mail(subject: str, *attached: tuple[str, bytes], number: int = 1) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "lan@bnv.gov.vn", "vanthu@vpcp.gov.vn", subject
    message["Message-ID"] = f"<{number}@bnv.gov.vn>"
    message.set_content("Kinh gui Van phong.")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def look(now: datetime) -> int:
    return sum(read_mailbox(mailbox, now) for mailbox in mailboxes())


def test_a_mail_becomes_a_document_in_the_queue(people: Cast, post: Post, now: datetime) -> None:
    post.bring(mail("Gui bao cao", ("phu luc.docx", docx_file("Phụ lục")), ("05-BNV.pdf", official_pdf())))
    assert look(now) == 1
    document = IncomingDocument.objects.in_queue(people.office.pk).get()
    assert (document.channel, document.reference) == ("email", "05/BNV-VP")
    names = list(document.attachments.order_by("pk").values_list("role", "name"))
    assert names == [("main", "05-BNV.pdf"), ("annex", "Gui bao cao.txt"), ("annex", "phu luc.docx")]
    item = lead_item(document)
    assert item and item.act == "register" and item.unit.kind == "registry"
    assert item.given_by is None, "no clerk has laid it there"
    entry = HistoryEntry.objects.get(record_id=document.pk)
    assert (entry.verb, entry.by, entry.facts["source"]) == ("documents.take_in", None, "vanthu/INBOX")


def test_a_mail_is_taken_once_and_moved_not_deleted(post: Post, now: datetime) -> None:
    post.bring(mail("Gui bao cao"))
    assert [look(now), look(now)] == [1, 0]
    assert (post.subjects("INBOX"), post.subjects("Da nhan")) == ([], ["Gui bao cao"])
    assert IncomingDocument.objects.count() == 1
    assert not {b"EXPUNGE", b"DELETE", b"COPY"} & set(post.commands)


def test_where_the_server_cannot_move_the_mail_is_flagged_and_stays(post: Post, now: datetime) -> None:
    post.moves = False
    post.bring(mail("Gui bao cao"))
    assert [look(now), look(now)] == [1, 0]
    assert post.folders["INBOX"][0].flags == {DEALT_WITH}


def test_a_connection_cut_after_the_taking_takes_nothing_twice(post: Post, now: datetime) -> None:
    post.bring(mail("Gui bao cao"))
    post.breaks_before = b"STORE"
    look(now)
    assert (IncomingDocument.objects.count(), post.subjects("INBOX")) == (1, ["Gui bao cao"])
    assert Source.objects.get().failure == faults.UNREACHABLE
    look(now)
    assert (IncomingDocument.objects.count(), post.subjects("INBOX")) == (1, [])
    assert Source.objects.get().failure == ""


def test_a_server_that_counts_anew_brings_no_mail_twice(post: Post, now: datetime) -> None:
    post.moves = False
    message = post.bring(mail("Gui bao cao"))
    look(now)
    post.validity, message.flags = 8, set()
    look(now)
    assert IncomingDocument.objects.count() == 1


def test_a_mail_with_a_secrecy_mark_is_not_kept_and_the_registry_sees_why(post: Post, now: datetime) -> None:
    post.bring(mail("Gui cong van", ("cv.docx", docx_file("MẬT"))))
    post.bring(mail("Gui bao cao", number=2))
    look(now)
    assert [document.title for document in IncomingDocument.objects.all()] == ["Gui bao cao"]
    refused = Arrival.objects.get(state="refused")
    assert refused.name == "" and "MẬT" in refused.reason


def test_a_hostile_attachment_is_named_with_its_reason_and_the_rest_is_taken(post: Post, now: datetime) -> None:
    post.bring(mail("Gui bao cao", ("run.exe", b"MZ\x90" + b"\0" * 90), ("05-BNV.pdf", official_pdf())))
    look(now)
    arrival = Arrival.objects.get()
    assert arrival.document and arrival.document.reference == "05/BNV-VP"
    assert [name for name, _reason in arrival.refused] == ["run.exe"]


def test_without_a_clerk_the_mail_waits_and_is_taken_later(people: Cast, post: Post, now: datetime) -> None:
    post.bring(mail("Gui bao cao"))
    held = PostHolding.objects.filter(post__role="clerk", post__unit__organisation=people.office)
    usual = dict(held.values_list("pk", "valid"))
    held.update(valid=period(end=now.date()))
    look(now)
    failed = Arrival.objects.get()
    assert (failed.state, post.subjects("INBOX")) == ("failed", ["Gui bao cao"])
    for pk, valid in usual.items():
        PostHolding.objects.filter(pk=pk).update(valid=valid)
    assert look(now + timedelta(seconds=20)) == 0
    assert look(now + timedelta(minutes=2)) == 1
    failed.refresh_from_db()
    assert (failed.state, failed.tries, IncomingDocument.objects.count()) == ("taken", 2, 1)


def test_a_wrong_password_is_told_in_plain_words(post: Post, now: datetime) -> None:
    post.password = "khác"
    look(now)
    source = Source.objects.get()
    assert (source.failure, source.failed_at, source.read_at) == (faults.SIGN_IN, now, None)


def test_a_server_nobody_vouches_for_gets_no_password(post: Post, now: datetime, settings: Any) -> None:
    settings.MAILBOXES = settings.MAILBOXES.partition("&ca=")[0]
    look(now)
    assert Source.objects.get().failure == faults.CERTIFICATE
    assert post.commands == []


def test_a_server_that_is_away_is_told_and_tried_again(post: Post, now: datetime, settings: Any) -> None:
    settings.MAILBOXES = settings.MAILBOXES.replace(f":{post.port}/", ":1/")
    look(now)
    assert Source.objects.get().failure == faults.UNREACHABLE


def test_a_mail_that_is_too_large_is_refused_without_being_fetched(post: Post, now: datetime, settings: Any) -> None:
    settings.FILES_MAX_BYTES = 200
    post.bring(mail("Gui bao cao", ("a.txt", b"a" * 400)))
    look(now)
    assert Arrival.objects.get().state == "refused"
    assert post.commands.count(b"FETCH") == 1


def test_the_job_looks_into_all_mailboxes_of_the_settings(post: Post) -> None:
    post.bring(mail("Gui bao cao"))
    assert read_mailboxes(0) == 1
