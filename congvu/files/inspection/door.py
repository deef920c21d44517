"""The door: what is this file really, is it what its name says, and may it come in?"""

from congvu.files import limits
from congvu.files.decoding import decoded
from congvu.files.inspection import compound, mail, packages, pdf, pictures, plain
from congvu.files.inspection.envelope import looks_like_email
from congvu.files.inspection.findings import BEARS_MARK, BOMB, DISGUISED, EMPTY, WRONG_TYPE, Findings, Unfit
from congvu.files.kinds import BY_EXTENSION, KINDS, extension_of
from congvu.files.secrecy import Piece, mark_in_name, mark_on_page

_PROGRAMS = ((b"MZ", "EXE"), (b"\x7fELF", "ELF"), (b"\xca\xfe\xba\xbe", "class"), (b"#!", "script"))
_ARCHIVES = ((b"Rar!", "RAR"), (b"7z\xbc\xaf\x27", "7Z"), (b"\x1f\x8b", "GZIP"), (b"BZh", "BZIP2"), (b"\xfd7zXZ", "XZ"))


def inspect(content: bytes, name: str, depth: int = 0) -> Findings:
    """What the file is. Raises Unfit with the reason it may not come in."""
    if depth > limits.DEPTH:
        raise Unfit(BOMB)
    if not content:
        raise Unfit(EMPTY)
    mark = mark_in_name(name)
    if mark:
        raise Unfit(BEARS_MARK, mark)
    findings, pieces = _looked_into(content, name, depth)
    mark = mark_on_page(pieces)
    if mark:
        raise Unfit(BEARS_MARK, mark)
    if extension_of(name) not in KINDS[findings.kind].extensions:
        raise Unfit(DISGUISED if extension_of(name) in BY_EXTENSION else WRONG_TYPE, findings.kind)
    return findings


def mail_kind(content: bytes, name: str) -> str:
    """EML or MSG by content; empty for everything else."""
    if compound.is_compound(content):
        return "msg" if compound.is_mail(content) else ""
    return "eml" if extension_of(name) == "eml" and looks_like_email(content) else ""


def _looked_into(content: bytes, name: str, depth: int) -> tuple[Findings, list[Piece]]:
    named = BY_EXTENSION.get(extension_of(name))
    for magic, what in (*_PROGRAMS, *_ARCHIVES):
        if content.startswith(magic):
            raise Unfit(DISGUISED if named else WRONG_TYPE, what)
    if content.startswith(b"PK"):
        return packages.inspect(content, depth)
    if compound.is_compound(content):
        if not compound.is_mail(content):
            compound.refuse(content)
        return mail.inspect(content, "msg", lambda inside, inner: inspect(inside, inner, depth + 1))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return pictures.png(content), []
    if content.startswith(b"\xff\xd8\xff"):
        return pictures.jpeg(content), []
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return pictures.tiff(content), []
    if b"%PDF-" in content[:1024]:
        return pdf.inspect(content)
    return _text(content, named.code if named else "", depth)


def _text(content: bytes, named: str, depth: int) -> tuple[Findings, list[Piece]]:
    """Text of some sort: what it looks like decides, and for plain text that may look like anything, the name."""
    text = decoded(content)
    if text is None:
        raise Unfit(DISGUISED if named else WRONG_TYPE)
    if named == "eml" and looks_like_email(content):
        return mail.inspect(content, "eml", lambda inside, name: inspect(inside, name, depth + 1))
    if named == "txt":
        return plain.text_file(content)
    if plain.looks_like_html(text):
        return plain.html_file(content)
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml") or (named == "xml" and text.lstrip().startswith("<")):
        return plain.xml_file(content)
    if named == "html" and "<" in text:
        return plain.html_file(content)
    raise Unfit(DISGUISED if named else WRONG_TYPE, "TXT")
