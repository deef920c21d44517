"""Numbers and notations as offices write them (Decree 30/2020, annex I, II.3; Guideline 36-HD/VPTW)."""

import pytest

from congvu.documents.reading.head import as_reference

WRITTEN = (
    "7816/VPCP-TTĐT",
    "30/2020/NĐ-CP",
    "365/TB-VPCP",
    "66.17/2026/NQ-CP",
    "01/VBHN-VPCP",
    "05/BNV-VP",
    "45/2018/QĐ-TTg",
    "12/QyĐ-BNV",
    "64/2025/QH15",
    "12a/CTr-UBND",
    "2345/BTNMT-TCQLĐĐ",
    "18-KL/TW",
)


@pytest.mark.parametrize("reference", WRITTEN)
def test_a_reference_is_read_as_written(reference: str) -> None:
    assert as_reference(f"{reference} ").text == reference


@pytest.mark.parametrize("reference", WRITTEN)
def test_spaces_around_the_strokes_do_not_matter(reference: str) -> None:
    assert as_reference(reference.replace("/", " / ").replace("-", " – ")).text == reference


def test_letters_alone_are_no_reference() -> None:
    found = as_reference("        /BXD-KHTC")
    assert (found.text, found.letters) == ("", ("BXD", "KHTC"))
