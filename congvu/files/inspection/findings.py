"""What looking into a file brings: what it is, or why it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from congvu.files.inspection.page import Sheet


@dataclass(frozen=True)
class Findings:
    """What a good file is. `pages` is None where the kind has no pages. `sheets`: the pages of a short PDF, still open, for
    whoever reads its words."""

    kind: str
    pages: int | None = None
    sheets: Sequence["Sheet"] = ()


class Unfit(Exception):
    """The file is refused. `code` names the rule, `fact` the one thing to tell besides (a type, a mark, a count)."""

    def __init__(self, code: str, fact: str = "") -> None:
        self.code = code
        self.fact = fact
        super().__init__(code, fact)


EMPTY = "empty"
WRONG_TYPE = "wrong_type"
DISGUISED = "disguised"
ENCRYPTED = "encrypted"
DAMAGED = "damaged"
BOMB = "bomb"
MACROS = "macros"
ACTIVE = "active"
FILES_INSIDE = "files_inside"
BEARS_MARK = "bears_mark"
