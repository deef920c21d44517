"""Looking into pictures: size claimed, whole to the end, nothing behind the end."""

import struct
import zlib
from collections.abc import Iterator

from congvu.files import limits
from congvu.files.inspection.findings import BOMB, DAMAGED, DISGUISED, Findings, Unfit

_FOREIGN = (b"PK\x03\x04", b"%PDF-", b"<script", b"<html", b"MZ\x90")
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257


def _within(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Unfit(DAMAGED)
    if width * height > limits.PIXELS:
        raise Unfit(BOMB, f"{width} × {height}")


def png(content: bytes) -> Findings:
    """Every chunk whole by its check sum, the last one the end."""
    place, first = 8, True
    while True:
        if place + 12 > len(content):
            raise Unfit(DAMAGED)
        (length,) = struct.unpack_from(">I", content, place)
        kind = content[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(content):
            raise Unfit(DAMAGED)
        if zlib.crc32(content[place + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            raise Unfit(DAMAGED)
        if first:
            if kind != b"IHDR" or length != 13:
                raise Unfit(DAMAGED)
            _within(*struct.unpack_from(">II", content, place + 8))
            first = False
        if kind == b"IEND":
            if content[end:].strip(b"\x00\r\n"):
                raise Unfit(DISGUISED)
            return Findings("png", 1)
        place = end


def jpeg(content: bytes) -> Findings:
    """The frame's size, then the end of the picture; cameras leave previews behind it, but no other kind of file."""
    for marker, start, length in _jpeg_segments(content):
        if marker in _FRAMES and length >= 7:
            height, width = struct.unpack_from(">HH", content, start + 1)
            _within(width, height)
            break
    else:
        raise Unfit(DAMAGED)
    end = content.rfind(b"\xff\xd9")
    if end < 0:
        raise Unfit(DAMAGED)
    if any(foreign in content[end:] for foreign in _FOREIGN):
        raise Unfit(DISGUISED)
    return Findings("jpeg", 1)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    place = 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        if length < 2:
            return
        yield marker, place + 4, length - 2
        place += 2 + length


def tiff(content: bytes) -> Findings:
    """The chain of pages, each of a bearable size."""
    order = "<" if content[:2] == b"II" else ">"
    try:
        (place,) = struct.unpack_from(order + "I", content, 4)
        seen: set[int] = set()
        while place:
            if place in seen:
                raise Unfit(DAMAGED)
            seen.add(place)
            if len(seen) > limits.PAGES:
                raise Unfit(BOMB)
            place = _tiff_page(content, place, order)
    except struct.error as error:
        raise Unfit(DAMAGED) from error
    if not seen:
        raise Unfit(DAMAGED)
    return Findings("tiff", len(seen))


def _tiff_page(content: bytes, place: int, order: str) -> int:
    (count,) = struct.unpack_from(order + "H", content, place)
    sizes: dict[int, int] = {}
    for number in range(count):
        tag, kind = struct.unpack_from(order + "HH", content, place + 2 + 12 * number)
        if tag in (_TIFF_WIDTH, _TIFF_HEIGHT):
            (sizes[tag],) = struct.unpack_from(order + ("H" if kind == 3 else "I"), content, place + 10 + 12 * number)
    _within(sizes.get(_TIFF_WIDTH, 0), sizes.get(_TIFF_HEIGHT, 0))
    (following,) = struct.unpack_from(order + "I", content, place + 2 + 12 * count)
    return following
