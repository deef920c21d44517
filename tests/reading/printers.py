"""The same layout from other hands than ours: a word processor's table of two columns printed by a browser, kept as DOCX, or
typed with spaces."""

import html
from dataclasses import dataclass, field
from io import BytesIO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.paragraph import Paragraph
from playwright.sync_api import Browser

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True)
class Sheet:
    """The places of the page; lines in "*" are bold."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    middle: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("Nơi nhận:", "- Như trên;", "- Lưu: VT.")
    signature: tuple[str, ...] = ()
    state: tuple[str, ...] = field(default=STATE)


def printed(browser: Browser, sheet: Sheet) -> bytes:
    """As a browser prints it."""

    def lines(of: tuple[str, ...]) -> str:
        return "".join(f"<p>{_marked(line)}</p>" for line in of)

    page = browser.new_page()
    page.set_content(
        "<style>@page{size:A4;margin:20mm 20mm 20mm 30mm}body{font:13pt serif;margin:0}p{margin:0 0 2pt}table{width:100%}"
        "td{width:42%;vertical-align:top;text-align:center}td+td{width:58%}.middle{text-align:center;margin:14pt 0}"
        ".body p{text-indent:1cm;text-align:justify;margin:6pt 0}.signed p:last-child{margin-top:60pt}</style>"
        f"<table><tr><td>{lines(sheet.left)}</td><td>{lines(sheet.state)}{lines(sheet.right)}</td></tr></table>"
        f"<div class=middle>{lines(sheet.middle)}</div><div class=body>{lines(sheet.body)}</div>"
        f"<table><tr><td>{lines(sheet.recipients)}</td><td class=signed>{lines(sheet.signature)}</td></tr></table>"
    )
    content = page.pdf(prefer_css_page_size=True)
    page.close()
    return content


def _marked(line: str) -> str:
    words = html.escape(line.strip("*"))
    return f"<b>{words}</b>" if line.startswith("*") else words


def as_docx(sheet: Sheet) -> bytes:
    """As a word processor keeps it."""
    document = docx.Document()

    def table(left: tuple[str, ...], right: tuple[str, ...]) -> None:
        cells = document.add_table(1, 2).rows[0].cells
        for cell, lines in zip(cells, (left, right), strict=True):
            for line in lines:
                write(cell.add_paragraph(), line)

    def write(paragraph: Paragraph, line: str) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line.strip("*")).bold = line.startswith("*")

    table(sheet.left, (*sheet.state, *sheet.right))
    for line in (*sheet.middle, *sheet.body):
        write(document.add_paragraph(), line)
    table(sheet.recipients, sheet.signature)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def typed(sheet: Sheet) -> bytes:
    """As one types it into plain text, the columns held apart by spaces."""
    words = [
        *_side_by_side(sheet.left, (*sheet.state, *sheet.right)),
        "",
        *(line.strip("*").center(90) for line in sheet.middle),
        "",
        *sheet.body,
        "",
        *_side_by_side(sheet.recipients, sheet.signature),
    ]
    return "\n".join(words).encode()


def _side_by_side(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    longest = max(len(left), len(right))
    columns = ([line.strip("*") for line in side] + [""] * (longest - len(side)) for side in (left, right))
    return [f"{one.center(40)}     {other.center(45)}".rstrip() for one, other in zip(*columns, strict=True)]
