"""A line of a file with its place on the page, as `congvu.files.sandbox.layout` tells it."""

from dataclasses import dataclass

FIRST_PAGES = 8  # that are looked at: the signature stands before the annexes


@dataclass(frozen=True)
class Line:
    """Words that stand together in one line. Places are parts of the page's width and height, from the upper left corner;
    `size` is the height of the letters as a part of the page's height. `bold` is None where the file does not tell."""

    text: str
    page: int = 1  # counted from 1
    left: float = 0.15
    top: float = 0.0
    right: float = 0.9
    bottom: float = 0.0
    size: float = 0.017
    bold: bool | None = None

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2
