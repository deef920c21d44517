"""A mail is taken apart: its words and attachments are kept, what may not come in is named with its reason."""

from email.message import EmailMessage

import pytest

from congvu.files import sandbox
from congvu.files.mails import is_mail, keep_mail
from congvu.files.models import StoredFile
from congvu.files.store import BearsSecrecyMark, Bomb, Damaged
from congvu.files.tests.office_files import docx_file, pdf_file, picture
from congvu.files.tests.outlook_files import message, msg_file
from congvu.files.tests.test_keeping import NOW

pytestmark = pytest.mark.django_db


def letter(
    *attached: tuple[str, bytes], subject: str = "Gửi báo cáo quý IV", body: str = "Kính gửi Văn phòng."
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Lan <lan@bnv.gov.vn>", "vanthu@vpcp.gov.vn", subject
    mail["Date"], mail["Message-ID"] = "Wed, 18 Nov 2026 08:30:00 +0700", "<1@bnv.gov.vn>"
    mail.set_content(body)
    for name, content in attached:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def test_words_and_attachments_of_a_mail_are_kept_as_files(own_storage):
    kept = keep_mail(letter(("bao cao.pdf", pdf_file("Bao cao"))).as_bytes(), name="thu.eml", at=NOW, by=None)
    assert (kept.subject, kept.sender, kept.message_id) == (
        "Gửi báo cáo quý IV",
        "Lan <lan@bnv.gov.vn>",
        "<1@bnv.gov.vn>",
    )
    assert [name for name, _file in kept.files] == ["Gửi báo cáo quý IV.txt", "bao cao.pdf"]
    assert kept.files[0][1].read_bytes().decode().splitlines() == [
        "From: Lan <lan@bnv.gov.vn>",
        "To: vanthu@vpcp.gov.vn",
        "Date: 2026-11-18T08:30:00+07:00",
        "Subject: Gửi báo cáo quý IV",
        "",
        "Kính gửi Văn phòng.",
    ]
    assert kept.refused == []


def test_a_message_of_outlook_is_taken_apart_likewise(own_storage):
    big = pdf_file("Bao cao", *["dong chu"] * 200)
    content = msg_file(attached=[("báo cáo.pdf", big), ("phụ lục.docx", docx_file("Phụ lục"))])
    kept = keep_mail(content, name="thu.msg", at=NOW, by=None)
    assert (kept.subject, kept.sender) == ("Gửi báo cáo", "Bùi Ngọc Lan <lan@bnv.gov.vn>")
    assert [name for name, _file in kept.files] == ["Gửi báo cáo.txt", "báo cáo.pdf", "phụ lục.docx"]
    assert kept.files[1][1].read_bytes() == big


def test_a_mail_within_a_mail_gives_its_words_and_its_attachments(own_storage):
    inner = letter(("bao cao.pdf", pdf_file("Bao cao")), subject="Báo cáo của Sở", body="Kính gửi Bộ.")
    outer = letter(subject="Chuyển tiếp")
    outer.add_attachment(inner)
    kept = keep_mail(outer.as_bytes(), name="thu.eml", at=NOW, by=None)
    assert [name for name, _file in kept.files] == ["Chuyển tiếp.txt", "Báo cáo của Sở.txt", "bao cao.pdf"]


def test_a_message_of_outlook_within_another_is_opened_too(own_storage):
    inner = message(subject="Báo cáo của Sở", attached=[("bao cao.pdf", pdf_file("Bao cao"))], inner=True)
    kept = keep_mail(msg_file(subject="Chuyển tiếp", within=[inner]), name="thu.msg", at=NOW, by=None)
    assert [name for name, _file in kept.files] == ["Chuyển tiếp.txt", "Báo cáo của Sở.txt", "bao cao.pdf"]


def test_a_hostile_attachment_is_refused_with_its_reason_and_the_rest_is_kept(own_storage):
    mail = letter(("run.exe", b"MZ\x90" + b"\0" * 90), ("bao cao.pdf", pdf_file("Bao cao")))
    kept = keep_mail(mail.as_bytes(), name="thu.eml", at=NOW, by=None)
    assert [name for name, _file in kept.files] == ["Gửi báo cáo quý IV.txt", "bao cao.pdf"]
    assert [(one.name, "PDF" in one.reason) for one in kept.refused] == [("run.exe", True)]


@pytest.mark.parametrize(
    "mail",
    [
        letter(("cong van.docx", docx_file("MẬT")), ("bao cao.pdf", pdf_file("Bao cao"))).as_bytes(),
        letter(body="TỐI MẬT\nKính gửi Văn phòng.").as_bytes(),
        letter(("12-MAT.pdf", pdf_file("Bao cao"))).as_bytes(),
    ],
    ids=["in an attachment", "in its words", "in the name of an attachment"],
)
def test_of_a_mail_that_bears_a_secrecy_mark_nothing_is_kept(mail, own_storage):
    with pytest.raises(BearsSecrecyMark):
        keep_mail(mail, name="thu.eml", at=NOW, by=None)
    assert not StoredFile.objects.exists()


def test_pictures_within_the_words_are_no_attachments(own_storage):
    mail = letter()
    mail.add_alternative('<p>Kính gửi</p><img src="cid:logo">', subtype="html")
    mail.get_payload()[1].add_related(picture("PNG"), "image", "png", cid="<logo>")
    kept = keep_mail(mail.as_bytes(), name="thu.eml", at=NOW, by=None)
    assert [name for name, _file in kept.files] == ["Gửi báo cáo quý IV.txt"]


def test_a_program_that_plays_a_picture_within_the_words_is_refused(own_storage):
    mail = letter()
    mail.add_related(b"MZ\x90" + b"\0" * 90, "image", "png", cid="<logo>", filename="logo.png")
    kept = keep_mail(mail.as_bytes(), name="thu.eml", at=NOW, by=None)
    assert [one.name for one in kept.refused] == ["logo.png"]


def test_a_mail_with_more_than_a_mail_holds_is_a_bomb(own_storage):
    mail = letter(*((f"{n}.txt", b"a") for n in range(60)))
    with pytest.raises(Bomb):
        keep_mail(mail.as_bytes(), name="thu.eml", at=NOW, by=None)


def test_a_spoilt_message_of_outlook_is_damaged(own_storage):
    with pytest.raises(Damaged):
        keep_mail(msg_file()[:-512], name="thu.msg", at=NOW, by=None)


def test_a_mail_is_known_by_its_content():
    assert is_mail(letter().as_bytes(), "thu.eml") and is_mail(msg_file(), "THU.MSG")
    assert not is_mail(pdf_file("a"), "thu.eml") and not is_mail(b"PK", "thu.msg")
    assert sandbox.inspected(msg_file(), "thu.msg") == {"kind": "msg", "pages": None}
