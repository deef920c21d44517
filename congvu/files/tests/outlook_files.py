"""Messages of Outlook (MSG), written byte by byte: a compound file (MS-CFB) with the properties of MS-OXMSG."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

_SECTOR, _SMALL, _SMALL_BELOW = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STRING, _BINARY, _LONG, _OBJECT = 0x001F, 0x0102, 0x0003, 0x000D
_BY_VALUE, _EMBEDDED = 1, 5


@dataclass
class Storage:
    """A folder of a compound file: streams by name, folders by name."""

    streams: dict[str, bytes] = field(default_factory=dict)
    storages: dict[str, "Storage"] = field(default_factory=dict)


def message(
    subject: str = "Gửi báo cáo",
    body: str = "Kính gửi Văn phòng, xin gửi báo cáo kèm theo.",
    sender: str = "Bùi Ngọc Lan",
    address: str = "lan@bnv.gov.vn",
    attached: Sequence[tuple[str, bytes]] = (),
    within: Sequence[Storage] = (),
    inner: bool = False,
) -> Storage:
    """A message; `within`: messages attached to it, made with `inner`."""
    told = [(0x0037, subject), (0x1000, body), (0x0C1A, sender), (0x5D01, address), (0x001A, "IPM.Note")]
    storage = _with({(pid, _STRING): words.encode("utf-16-le") for pid, words in told}, b"\0" * (24 if inner else 32))
    storage.storages["__nameid_version1.0"] = Storage(
        {"__substg1.0_00020102": b"", "__properties_version1.0": b"\0" * 8}
    )
    parts = [_attachment(name, content) for name, content in attached] + [_attached_message(one) for one in within]
    for number, part in enumerate(parts):
        storage.storages[f"__attach_version1.0_#{number:08X}"] = part
    return storage


def msg_file(**told: object) -> bytes:
    return compound(message(**told))  # type: ignore[arg-type]


def _attachment(name: str, content: bytes) -> Storage:
    told = {(0x3707, _STRING): name.encode("utf-16-le"), (0x3701, _BINARY): content}
    return _with(told, b"\0" * 8, method=_BY_VALUE)


def _attached_message(inner: Storage) -> Storage:
    storage = _with({}, b"\0" * 8, method=_EMBEDDED)
    storage.storages["__substg1.0_3701000D"] = inner
    return storage


def _with(told: dict[tuple[int, int], bytes], head: bytes, method: int = 0) -> Storage:
    rows = [struct.pack("<HHIII", kind, pid, 6, len(value) + 2, 0) for (pid, kind), value in told.items()]
    if method:
        rows.append(struct.pack("<HHIII", _LONG, 0x3705, 6, method, 0))
    streams = {f"__substg1.0_{pid:04X}{kind:04X}": value for (pid, kind), value in told.items()}
    return Storage(streams | {"__properties_version1.0": head + b"".join(rows)})


# -- the compound file --------------------------------------------------------------------------------------------------
@dataclass
class _Entry:
    name: str
    kind: int  # 1 a folder, 2 a stream, 5 the root
    content: bytes = b""
    children: list[int] = field(default_factory=list)
    right: int = _NONE
    child: int = _NONE
    start: int = _END


def compound(root: Storage) -> bytes:
    """The folders and streams as a compound file of version 3."""
    entries = [_Entry("Root Entry", 5)]
    _enter(root, entries, 0)
    small, small_table = _small_streams(entries)
    sectors: list[bytes] = []
    table: list[int] = []

    def put(content: bytes) -> int:
        """Put the content into sectors of its own; the number of the first."""
        if not content:
            return _END
        first = len(sectors)
        for place in range(0, len(content), _SECTOR):
            sectors.append(content[place : place + _SECTOR].ljust(_SECTOR, b"\0"))
            table.append(len(sectors))
        table[-1] = _END
        return first

    for entry in entries:
        if entry.kind == 2 and len(entry.content) >= _SMALL_BELOW:
            entry.start = put(entry.content)
    entries[0].start, entries[0].content = put(small), small
    small_first = (
        put(struct.pack(f"<{len(small_table)}I", *small_table).ljust(_SECTOR, b"\xff")) if small_table else _END
    )
    small_count = -(-len(small_table) * 4 // _SECTOR)
    directory = put(b"".join(_line(entry) for entry in entries).ljust(_SECTOR, b"\0"))
    count = 1
    while (len(sectors) + count) * 4 > count * _SECTOR:
        count += 1
    places = list(range(len(sectors), len(sectors) + count))
    table += [_FAT] * count
    table += [_FREE] * (count * _SECTOR // 4 - len(table))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH6xIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory)
    )
    head += struct.pack("<IIIIII", 0, _SMALL_BELOW, small_first, small_count, _END, 0)
    head += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _enter(storage: Storage, entries: list[_Entry], parent: int) -> None:
    """The children of a folder, each the right neighbour of the one before: a tree that is sorted, if not balanced."""
    named = [(name, None, content) for name, content in storage.streams.items()]
    named += [(name, inner, b"") for name, inner in storage.storages.items()]  # type: ignore[misc]
    last = -1
    for name, inner, content in sorted(named, key=lambda one: (len(one[0]), one[0].upper())):
        place = len(entries)
        entries.append(_Entry(name, 2 if inner is None else 1, content))
        if last < 0:
            entries[parent].child = place
        else:
            entries[last].right = place
        last = place
        if inner is not None:
            _enter(inner, entries, place)


def _small_streams(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    content, table = b"", []
    for entry in entries:
        if entry.kind == 2 and 0 < len(entry.content) < _SMALL_BELOW:
            entry.start = len(table)
            count = -(-len(entry.content) // _SMALL)
            table += [*range(entry.start + 1, entry.start + count), _END]
            content += entry.content.ljust(count * _SMALL, b"\0")
    return content, table


def _line(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        name,
        len(name) + 2,
        entry.kind,
        1,
        _NONE,
        entry.right,
        entry.child,
        0,
        entry.start if entry.content or entry.kind == 5 else _END,
        len(entry.content),
    )
