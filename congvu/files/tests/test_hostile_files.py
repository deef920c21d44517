"""What may not come in, and why; and what must come in."""

import io
import struct
import time
import zipfile
import zlib
from email.message import EmailMessage

import pypdf
import pytest

from congvu.files import sandbox
from congvu.files.names import clean_name
from congvu.files.samples import official_pdf
from congvu.files.tests.office_files import docx_file, package_with, pdf_file, pdf_of, picture, xlsx_file
from congvu.files.tests.outlook_files import msg_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def encrypted_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file("locked")))
    writer.encrypt("password", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with_a_file_inside() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file("letter")))
    writer.add_attachment("run.exe", b"MZ")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with_hidden_script() -> bytes:
    """The script lies in a packed object stream, where searching the bytes does not find it."""
    packed = zlib.compress(b"20 0 << /S /JavaScript /JS (app.alert(1)) >>")
    stream = b"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        len(packed),
        packed,
    )
    return pdf_file("letter", objects=[stream])


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def overlapping_package() -> bytes:
    """Two entries of the table of contents that share one place."""
    content = bytearray(package_with(docx_file("a"), a_dot_xml=b"<a/>", b_dot_xml=b"<a/>"))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        first = package.getinfo("a.xml").header_offset
    place = content.rfind(b"PK\x01\x02")
    content[place + 42 : place + 46] = struct.pack("<I", first)
    return bytes(content)


def encrypted_package() -> bytes:
    content = bytearray(docx_file("a"))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def mail(attachment: bytes, name: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@bnv.gov.vn", "b@vpcp.gov.vn", "Gửi báo cáo"
    message.set_content("Kính gửi Văn phòng, xin gửi báo cáo kèm theo.")
    message.add_attachment(attachment, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def mails_within(depth: int) -> bytes:
    """A mail in a mail in a mail …"""
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.vn", "a"
    message.set_content("a")
    for _ in range(depth):
        outer = EmailMessage()
        outer["From"], outer["Subject"] = "a@b.vn", "a"
        outer.set_content("a")
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


def message_going_round() -> bytes:
    """A message of Outlook whose table of sectors leads back to its beginning, for ever."""
    content = bytearray(msg_file(attached=[("a.txt", b"x" * 9000)]))
    content[-512:] = struct.pack("<128I", *[0] * 128)
    return bytes(content)


def pdf_with_much_behind_little() -> bytes:
    """A page whose words unpack to 100 MB."""
    packed = zlib.compress(zlib.compress(b" " * 100_000_000))
    words = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(packed), packed)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return pdf_of([PAGES_2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, words])


DOCX, XLSX = docx_file("a"), xlsx_file([1])
HEAD = b"From: a@b.vn\r\nTo: c@d.vn\r\nSubject: a\r\nMIME-Version: 1.0\r\n"
PARTS = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 200_000 + b"--b--\r\n"
BOXES = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
QUADRATIC = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "' + b"a" * 90_000 + b'">]><a>' + b"&a;" * 9000 + b"</a>"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
FETCHED_TEMPLATE = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://example.org/a.dotm" TargetMode="External"/></Relationships>'
)
DDE = (
    b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    b"<w:instrText> DDEAUTO c:\\\\windows\\\\cmd.exe </w:instrText></w:r></w:p></w:body></w:document>"
)
SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"
ROUND_TIFF = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIIHHIII", 2, 256, 4, 1, 9, 257, 4, 1, 9, 8)
PAGES_2 = b"<< /Type /Catalog /Pages 2 0 R >>"
CALL = b"<< /S /Launch /F (cmd.exe) >>"

REFUSED = [
    ("nothing", b"", "a.pdf", "empty"),
    ("program as PDF", b"MZ\x90\x00" + b"\x00" * 200, "a.pdf", "disguised"),
    ("program as DOCX", b"\x7fELF" + b"\x00" * 200, "a.docx", "disguised"),
    ("program", b"MZ\x90\x00" + b"\x00" * 200, "a.exe", "wrong_type"),
    ("web page as PDF", b"<!doctype html><html><script>alert(1)</script></html>", "a.pdf", "disguised"),
    ("web page as picture", b"<html><body>hello</body></html>", "a.png", "disguised"),
    ("PDF as DOCX", pdf_file("a"), "a.docx", "disguised"),
    ("DOCX as XLSX", docx_file("a"), "a.xlsx", "disguised"),
    ("picture as PDF", picture("PNG"), "a.pdf", "disguised"),
    ("plain archive", zipped(a=b"hello"), "a.zip", "wrong_type"),
    ("archive as DOCX", zipped(a=b"hello"), "a.docx", "wrong_type"),
    ("RAR", b"Rar!\x1a\x07\x00" + b"\x00" * 100, "a.rar", "wrong_type"),
    ("no extension", pdf_file("a"), "document", "wrong_type"),
    ("two extensions", pdf_file("a"), "a.pdf.exe", "wrong_type"),
    ("noise as text", bytes(range(256)) * 8, "a.txt", "disguised"),
    ("PDF with junk before", b"GIF89a" + b"x" * 40 + pdf_file("a"), "a.pdf", "disguised"),
    ("PDF with archive behind", pdf_file("a") + zipped(a=b"x"), "a.pdf", "disguised"),
    ("PDF with page behind", pdf_file("a") + b"<html><script>1</script></html>", "a.pdf", "disguised"),
    ("archive with PDF before", pdf_file("a") + docx_file("a"), "a.docx", "disguised"),
    ("DOCX with tail", docx_file("a") + b"MZ" * 50, "a.docx", "disguised"),
    ("truncated PDF", pdf_file("a" * 60)[:-120], "a.pdf", "damaged"),
    ("PDF without pages", pdf_of([b"<< /Type /Catalog >>"]), "a.pdf", "damaged"),
    ("truncated DOCX", docx_file("a")[:-200], "a.docx", "damaged"),
    ("DOCX with a foreign beginning", b"PK\x03\x05" + DOCX[4:], "a.docx", "disguised"),
    ("DOCX with a spoilt part", DOCX[:900] + bytes(40) + DOCX[940:], "a.docx", "damaged"),
    ("truncated PNG", picture("PNG")[:-20], "a.png", "damaged"),
    ("truncated JPEG", picture("JPEG")[:300], "a.jpg", "damaged"),
    ("encrypted PDF", encrypted_pdf(), "a.pdf", "encrypted"),
    ("encrypted DOCX", OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
    ("encrypted part", encrypted_package(), "a.docx", "encrypted"),
    ("old Word", OLE + "WordDocument".encode("utf-16-le"), "a.doc", "wrong_type"),
    ("old Word with macros", OLE + "_VBA_PROJECT".encode("utf-16-le"), "a.doc", "macros"),
    ("DOCM as DOCX", package_with(DOCX, word__vbaProject_dot_bin=OLE), "a.docx", "macros"),
    ("XLSM as XLSX", package_with(XLSX, xl__vbaProject_dot_bin=OLE), "a.xlsx", "macros"),
    ("old macro sheet", package_with(XLSX, xl__macrosheets__s_dot_xml=b"<a/>"), "a.xlsx", "macros"),
    ("PDF with script", pdf_file("a", catalog=b"/OpenAction " + SCRIPT), "a.pdf", "active"),
    ("script, name escaped", pdf_file("a", catalog=b"/OpenAction << /S /Java#53cript /J#53 (1) >>"), "a.pdf", "active"),
    ("script in packed objects", pdf_with_hidden_script(), "a.pdf", "active"),
    ("PDF calling a program", pdf_file("a", catalog=b"/OpenAction " + CALL), "a.pdf", "active"),
    ("program behind a link", pdf_file("a", page=b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A " + CALL + b">>]"),
     "a.pdf", "active"),
    ("XFA form", pdf_file("a", catalog=b"/AcroForm << /Fields [] /XFA (x) >>"), "a.pdf", "active"),
    ("PDF with a file inside", pdf_with_a_file_inside(), "a.pdf", "files_inside"),
    ("fetched template", package_with(DOCX, word___rels__settings_dot_xml_dot_rels=FETCHED_TEMPLATE), "a.docx", "active"),
    ("DDE", package_with(DOCX, word__document_dot_xml=DDE), "a.docx", "active"),
    ("file packed in a letter", package_with(DOCX, word__embeddings__o_dot_bin=OLE + "Ole10Native".encode("utf-16-le")),
     "a.docx", "files_inside"),
    ("program in a letter", package_with(DOCX, word__media__a_dot_png=b"MZ\x90"), "a.docx", "files_inside"),
    ("XXE in DOCX", package_with(DOCX, word__document_dot_xml=XXE), "a.docx", "active"),
    ("laughs in DOCX", package_with(DOCX, word__document_dot_xml=LAUGHS), "a.docx", "bomb"),
    ("XXE", XXE, "a.xml", "active"),
    ("laughs", LAUGHS, "a.xml", "bomb"),
    ("broken XML", b"<?xml version='1.0'?><a><b></a>", "a.xml", "damaged"),
    ("ZIP bomb", package_with(DOCX, word__media__a_dot_emf=b"\x00" * 200_000_000), "a.docx", "bomb"),
    ("nested archive", package_with(DOCX, word__media__a_dot_emf=zipped(a=zipped(b=b"x"))), "a.docx", "bomb"),
    ("too many parts", package_with(DOCX, **{f"p{n}": b"" for n in range(5100)}), "a.docx", "bomb"),
    ("overlapping parts", overlapping_package(), "a.docx", "bomb"),
    ("path out of the package", package_with(DOCX, **{"..__..__etc__passwd": b"x"}), "a.docx", "damaged"),
    ("million pages", pdf_of([PAGES_2, b"<< /Type /Pages /Kids [] /Count 9000000 >>"]), "a.pdf", "bomb"),
    ("huge table of objects", pdf_file("a", trailer=b"/Size 999999999"), "a.pdf", "bomb"),
    ("huge picture", png_claiming(100_000, 100_000), "a.png", "bomb"),
    ("picture with archive behind", picture("JPEG") + zipped(a=b"x"), "a.jpg", "disguised"),
    ("picture with page behind", picture("PNG") + b"<script>1</script>", "a.png", "disguised"),
    ("TIFF going round", ROUND_TIFF, "a.tif", "damaged"),
    ("mail with a program", mail(b"MZ\x90" + b"\x00" * 90, "run.exe"), "a.eml", "wrong_type"),
    ("mail with macros", mail(package_with(DOCX, word__vbaProject_dot_bin=OLE), "a.docx"), "a.eml", "macros"),
    ("mail with a marked letter", mail(docx_file("MẬT"), "a.docx"), "a.eml", "bears_mark"),
    ("mails within mails", mails_within(20), "a.eml", "bomb"),
    ("mail of two hundred thousand parts", HEAD + PARTS, "a.eml", "bomb"),
    ("mail of parts within parts", HEAD + BOXES, "a.eml", "bomb"),
    ("mail of a hundred thousand headers", HEAD + b"X-A: a\r\n" * 100_000 + b"\r\na", "a.eml", "bomb"),
    ("message of Outlook with a program", msg_file(attached=[("run.exe", b"MZ\x90" + b"\x00" * 90)]), "a.msg", "wrong_type"),
    ("message of Outlook with macros", msg_file(attached=[("a.docx", package_with(DOCX, word__vbaProject_dot_bin=OLE))]),
     "a.msg", "macros"),
    ("message of Outlook with a marked letter", msg_file(attached=[("a.docx", docx_file("MẬT"))]), "a.msg", "bears_mark"),
    ("truncated message of Outlook", msg_file()[:-512], "a.msg", "damaged"),
    ("message of Outlook going round", message_going_round(), "a.msg", "damaged"),
    ("message of Outlook as PDF", msg_file(), "a.pdf", "disguised"),
    ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(100), "winmail.dat", "wrong_type"),
    ("drawing with a script as picture", SVG, "a.png", "disguised"),
    ("drawing with a script", SVG, "a.svg", "wrong_type"),
    ("rich text with an object", b"{\\rtf1\\ansi {\\object\\objdata 0105}}", "a.docx", "disguised"),
    ("shortcut as PDF", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(100), "a.pdf", "disguised"),
    ("cabinet as DOCX", b"MSCF" + bytes(100), "a.docx", "disguised"),
    ("disc as PDF", bytes(32769) + b"CD001", "a.pdf", "disguised"),
    ("page that runs programs", b"<html><hta:application><script>1</script></html>", "a.docx", "disguised"),
    ("commands", b"@echo off\r\ndel *.*", "a.bat", "wrong_type"),
    ("PostScript as PDF", b"%!PS-Adobe-3.0\n%PDF-1.4", "a.pdf", "disguised"),
    ("macros of slides", package_with(DOCX, ppt__vbaProject_dot_bin=OLE), "a.docx", "macros"),
    ("ActiveX", package_with(DOCX, word__activeX__a_dot_bin=OLE), "a.docx", "active"),
    ("XXE in XLSX", package_with(XLSX, xl__workbook_dot_xml=XXE), "a.xlsx", "active"),
    ("XXE in relations", package_with(DOCX, _rels___dot_rels=XXE), "a.docx", "active"),
    ("entities that swell slowly", QUADRATIC, "a.xml", "bomb"),
    ("path from the root", package_with(DOCX, __etc__passwd=b"x"), "a.docx", "damaged"),
    ("path of a drive", package_with(DOCX, **{"C:\\windows\\a": b"x"}), "a.docx", "damaged"),
    ("path out, backwards", package_with(DOCX, **{"..\\..\\a": b"x"}), "a.docx", "damaged"),
    ("film in a PDF", pdf_file("a", page=b"/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] >>]"), "a.pdf", "active"),
    ("PDF that sends itself", pdf_file("a", catalog=b"/OpenAction << /S /SubmitForm /F (http://e.org) >>"), "a.pdf", "active"),
    ("script when a page opens", pdf_file("a", page=b"/AA << /O << /S /JavaScript /JS (1) >> >>"), "a.pdf", "active"),
    ("pages going round", pdf_of([PAGES_2, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]), "a.pdf", "damaged"),
    ("huge JPEG", b"\xff\xd8\xff\xc0\x00\x11\x08" + b"\xff" * 4 + b"\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00\xff\xd9",
     "a.jpg", "bomb"),
    ("name that reads backwards", pdf_file("a"), "gpj.\u202efdp.exe", "wrong_type"),
    ("name with a secrecy mark", pdf_file("a"), "12-MAT.pdf", "bears_mark"),
]  # fmt: skip


@pytest.mark.parametrize(("_what", "content", "name", "rule"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_dangerous_file_is_refused_for_the_right_reason(_what, content, name, rule):
    assert sandbox.inspected(content, name).get("unfit") == rule


HARMLESS = [
    ("words that unpack to 100 MB", pdf_with_much_behind_little(), "a.pdf"),
    ("elements 200,000 deep", package_with(DOCX, word__document_dot_xml=b"<a>" * 200_000 + b"</a>" * 200_000), "a.docx"),
    ("foreign sheet of style", b"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='http://e.org/a'?><a/>", "a.xml"),
    ("file to be included", b"<?xml version='1.0'?><a xmlns:x='http://www.w3.org/2001/XInclude'>"
     b"<x:include href='file:///etc/passwd'/></a>", "a.xml"),
    ("page with a script", b"<!doctype html><html><script>alert(1)</script><p>Xin</p></html>", "a.html"),
    ("header of five million letters", HEAD + b"X-A: " + b"a" * 5_000_000 + b"\r\n\r\na", "a.eml"),
]  # fmt: skip


@pytest.mark.parametrize(("_what", "content", "name"), HARMLESS, ids=[case[0] for case in HARMLESS])
def test_what_is_taken_although_it_means_harm_does_none(_what, content, name):
    begun = time.monotonic()
    answers = (sandbox.inspected(content, name), sandbox.read_text(content, name))
    told = str(answers) + str(sandbox.layout(content, name))
    assert "root:" not in told and "alert" not in told and len(told) < 5_000_000
    assert time.monotonic() - begun < 60


def test_the_table_is_long_enough():
    assert len(REFUSED) + len(HARMLESS) >= 100


TAKEN = [
    ("printed letter", official_pdf, "cong van.pdf", "pdf", 1),
    ("simple PDF", lambda: pdf_file("Bao cao"), "a.PDF", "pdf", 1),
    ("PDF with line ends behind", lambda: pdf_file("a") + b"\r\n\r\n", "a.pdf", "pdf", 1),
    ("DOCX", lambda: docx_file("Tờ trình", "Kính gửi: Thủ tướng Chính phủ"), "to trinh.docx", "docx", None),
    ("letter with a sheet", lambda: package_with(DOCX, word__embeddings__s_dot_xlsx=XLSX), "a.docx", "docx", None),
    ("XLSX", lambda: xlsx_file(["STT", "Tên"], [1, "Bộ Nội vụ"]), "bang.xlsx", "xlsx", None),
    ("PNG", lambda: picture("PNG"), "a.png", "png", 1),
    ("JPEG", lambda: picture("JPEG"), "a.jpeg", "jpeg", 1),
    ("TIFF", lambda: picture("TIFF"), "a.tif", "tiff", 1),
    ("TXT", lambda: "Cộng hòa xã hội chủ nghĩa Việt Nam".encode(), "a.txt", "txt", None),
    ("TXT in TCVN3", lambda: b"C\xe9ng h\xdfa x\xb7 h\xe9i ch\xf1 ngh\xdca Vi\xd6t Nam", "a.txt", "txt", None),
    ("TXT in UTF-16", lambda: "Báo cáo".encode("utf-16"), "a.txt", "txt", None),
    ("HTML", lambda: b"<!DOCTYPE html><html><body><p>Xin ch\xc3\xa0o</p></body></html>", "a.html", "html", None),
    ("XML", lambda: b"<?xml version='1.0'?><a><b>x</b></a>", "a.edxml", "xml", None),
    ("message of Outlook", lambda: msg_file(attached=[("a.pdf", pdf_file("a"))]), "thu.msg", "msg", None),
    ("mail", lambda: mail(pdf_file("Bao cao"), "bao cao.pdf"), "thu.eml", "eml", None),
]  # fmt: skip


@pytest.mark.parametrize(("_what", "make", "name", "kind", "pages"), TAKEN, ids=[case[0] for case in TAKEN])
def test_an_ordinary_file_is_taken(_what, make, name, kind, pages):
    assert sandbox.inspected(make(), name) == {"kind": kind, "pages": pages}


def test_a_file_that_never_ends_to_be_read_is_stopped(monkeypatch):
    content = package_with(DOCX, word__a_dot_xml=b"<a>" + b"<b/>" * 20_000_000 + b"</a>")
    monkeypatch.setattr("congvu.files.limits.INSPECTION_SECONDS", 0.2)
    begun = time.monotonic()
    assert sandbox.inspected(content, "a.docx")["unfit"] == "bomb"
    assert time.monotonic() - begun < 3


def test_the_inspector_goes_on_after_its_process_was_killed():
    for inspector in sandbox._inspectors:
        with inspector.lock:
            inspector.standing().process.kill()
    assert sandbox.inspected(pdf_file("a"), "a.pdf") == {"kind": "pdf", "pages": 1}


def test_the_inspector_knows_no_secret_of_the_platform(monkeypatch):
    monkeypatch.setenv("CONGVU_SECRET_KEY", "very secret")
    inspector = sandbox._Inspector()
    with open(f"/proc/{inspector.standing().process.pid}/environ", "rb") as words:
        assert b"SECRET" not in words.read()
    inspector.stop()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\báo cáo.pdf", "báo cáo.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("ba\u0301o ca\u0301o.pdf", "báo cáo.pdf"),
        ("<img>.pdf", "_img_.pdf"),
        (" .pdf ", "pdf"),
        ("", "document"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_file_name_cannot_deceive(given, shown):
    assert clean_name(given) == shown
