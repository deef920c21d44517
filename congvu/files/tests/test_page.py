"""What stands where on a page of a PDF."""

import pypdfium2

from congvu.files.inspection.page import Sheet, runs
from congvu.files.tests.office_files import pdf_file


def test_a_line_is_read_whole_however_long_it_is() -> None:
    lines = ["Cong van so 12", "x" * 1022, "y" * 1023, "z" * 3000, "Noi nhan"]
    page = pypdfium2.PdfDocument(pdf_file(*lines))[0]
    assert [run.text for run in runs(Sheet(page), 0)] == lines
