"""All that the registry enters of a document, as its file says it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from congvu.documents.reading.foot import read_answer_until, read_signatory
from congvu.documents.reading.head import read_head
from congvu.files.lines import Line

_DAYS = ("issued_on", "answer_until")
# printed in the place of the kind by documents that are no administrative documents (laws, Party documents)
_OTHER_KINDS = (
    "Luật",
    "Pháp lệnh",
    "Lệnh",
    "Nghị định",
    "Thông tư",
    "Thông tư liên tịch",
    "Kết luận",
    "Văn bản hợp nhất",
)


@dataclass(frozen=True)
class Reading:
    """The particulars as printed; empty where the file does not say."""

    issuer: str = ""
    parent: str = ""  # the body above the issuer, printed over it
    reference: str = ""
    letters: tuple[str, ...] = ()  # of the reference, also where its number is missing
    issued_on: date | None = None
    kind: str = ""  # as printed; empty for letters, which print none
    is_letter: bool = False
    title: str = ""
    signatory: str = ""
    urgency: str = ""
    circulation: str = ""
    answer_until: date | None = None

    def to_json(self) -> dict[str, Any]:
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        known = {field.name: kept[field.name] for field in fields(cls) if field.name in kept}
        days = {name: date.fromisoformat(known[name]) for name in _DAYS if known.get(name)}
        return cls(**known | {"letters": tuple(known.get("letters", ()))} | days)


def read_particulars(lines: Sequence[Line], kinds: Sequence[str]) -> Reading:
    """What the lines of the first and last pages say; `kinds` are the names of the kinds of documents the office knows."""
    head = read_head(lines, [*kinds, *_OTHER_KINDS])
    is_letter = not head.kind and bool(head.about or head.reference.letters[:1] == ("CV",))
    return Reading(
        issuer=head.issuer,
        parent=head.parent,
        reference=head.reference.text,
        letters=head.reference.letters,
        issued_on=head.issued_on,
        kind=head.kind,
        is_letter=is_letter,
        title=head.title or head.about,
        signatory=read_signatory(lines),
        urgency=head.urgency,
        circulation=head.circulation,
        answer_until=read_answer_until(lines, head.issued_on),
    )
