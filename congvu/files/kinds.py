"""The kinds of files the office takes: their media type, the extensions of their names, and how they are served."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileKind:
    """One kind of file. `inline`: a browser may show it as it is; everything else is only ever downloaded."""

    code: str
    media_type: str
    extensions: tuple[str, ...]
    inline: bool = False
    charset: str = ""


KINDS = {
    kind.code: kind
    for kind in (
        FileKind("pdf", "application/pdf", ("pdf",), inline=True),
        FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
        FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
        FileKind("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ("pptx",)),
        FileKind("odt", "application/vnd.oasis.opendocument.text", ("odt",)),
        FileKind("png", "image/png", ("png",), inline=True),
        FileKind("jpeg", "image/jpeg", ("jpg", "jpeg"), inline=True),
        FileKind("tiff", "image/tiff", ("tif", "tiff")),
        FileKind("txt", "text/plain", ("txt",)),
        FileKind("html", "text/html", ("html", "htm")),
        FileKind("xml", "application/xml", ("xml", "edxml")),
        FileKind("eml", "message/rfc822", ("eml",)),
        FileKind("msg", "application/vnd.ms-outlook", ("msg",)),
    )
}
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS.values()}
BY_EXTENSION = {extension: kind for kind in KINDS.values() for extension in kind.extensions}


def extension_of(name: str) -> str:
    """The extension of a file name, small letters, without the dot."""
    stem, dot, extension = name.rpartition(".")
    return extension.strip().lower() if dot and stem else ""
