"""Looking into files that are text: TXT, HTML, XML."""

import re
from collections.abc import Iterator

from lxml import html

from congvu.files.decoding import decoded
from congvu.files.inspection.findings import DAMAGED, WRONG_TYPE, Findings, Unfit
from congvu.files.inspection.markup import no_tricks
from congvu.files.secrecy import Piece

_FIRST_LINES = 60
_LINES_OF_A_PAGE = 100
_HTML = re.compile(r"^\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*\?>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_NOT_READ = {"script", "style", "noscript", "template", "iframe", "object"}


def looks_like_html(text: str) -> bool:
    return bool(_HTML.match(text[:4000]))


def lines(text: str) -> list[Piece]:
    """The first lines, each by itself, with its place on a page of a hundred lines."""
    return [
        Piece(line, place / _LINES_OF_A_PAGE)
        for place, line in enumerate(text.splitlines()[:_FIRST_LINES])
        if line.strip()
    ]


def text_file(content: bytes) -> tuple[Findings, list[Piece]]:
    text = decoded(content)
    if text is None:
        raise Unfit(WRONG_TYPE)
    return Findings("txt"), lines(text)


def xml_file(content: bytes) -> tuple[Findings, list[Piece]]:
    no_tricks(content)
    text = decoded(content) or ""
    return Findings("xml"), lines(re.sub(r"<[^>]*>", "\n", text[:200_000]))


def html_file(content: bytes) -> tuple[Findings, list[Piece]]:
    text = decoded(content)
    if text is None:
        raise Unfit(DAMAGED)
    return Findings("html"), lines(html_text(text))


def html_text(text: str) -> str:
    """What a reader of the page would read: no scripts, no styles; a block is a line."""
    tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text) or "<html/>")
    return "\n".join(line for line in (" ".join(part.split()) for part in _blocks(tree)) if line)


_INLINE = {
    "a",
    "b",
    "i",
    "u",
    "em",
    "strong",
    "span",
    "font",
    "sub",
    "sup",
    "small",
    "abbr",
    "cite",
    "code",
    "mark",
    "label",
}


def _blocks(tree: html.HtmlElement) -> Iterator[str]:
    words: list[str] = []
    for event, element in _walk(tree):
        if event == "text":
            words.append(element)
        elif words:
            yield "".join(words)
            words = []
    if words:
        yield "".join(words)


def _walk(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Texts and breaks in reading order, without recursion."""
    stack: list[tuple[html.HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, leaving = stack.pop()
        inline = element.tag in _INLINE
        if leaving:
            if not inline:
                yield "break", ""
            if element.tail and element is not tree:
                yield "text", element.tail
            continue
        if not isinstance(element.tag, str) or element.tag in _NOT_READ:
            if element.tail:
                yield "text", element.tail
            continue
        if not inline:
            yield "break", ""
        if element.text:
            yield "text", element.text
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(list(element)))
