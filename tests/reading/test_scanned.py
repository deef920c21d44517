"""How well scans are read, measured: a few letters each day; SCANS=60 for a long run that prints its figures."""

import os
from collections import Counter

import pytest

from congvu.documents.loading import load_document_types
from congvu.files import ocr
from tests.reading.post import heap
from tests.reading.scanned import distance, read

COUNT = int(os.environ.get("SCANS", "2"))
MOST_WRONG = {150: 0.06, 200: 0.03, 300: 0.03}  # of a page's letters, by dots to the inch
OF_A_FEW = 0.1  # the same of the few letters of each day, among which one bad page weighs much
FEW = 10  # letters
LEAST_RIGHT = {150: 0.7, 200: 0.8, 300: 0.8}  # of the particulars of the form


@pytest.fixture(scope="module")
def tesseract(request: pytest.FixtureRequest) -> None:
    """Without Tesseract nothing is measured, and whoever runs the tests is told so."""
    if not ocr.available():
        said = "SCANS ARE NOT MEASURED: Tesseract with Vietnamese (tesseract-ocr, tesseract-ocr-vie) is not on this machine"
        request.config.get_terminal_writer().line(f"\n{said}", red=True, bold=True)
        pytest.skip(said)


def test_how_far_two_readings_are_apart() -> None:
    assert [distance("Bộ Nội vụ", other) for other in ("Bộ Nội vụ", "Bộ Nội vu", "Bộ Nộivụ.", "")] == [0, 1, 2, 9]


@pytest.mark.django_db
@pytest.mark.parametrize("dpi", [150, 200, 300] if COUNT > 2 else [200])
def test_letters_of_the_post_are_read_from_scans(dpi: int, tesseract: None) -> None:
    load_document_types()
    wrong = letters = 0
    right: Counter[str] = Counter()
    for number, letter in enumerate(heap(COUNT)):
        page = read(letter, dpi, number)
        wrong, letters = wrong + page.wrong, letters + page.letters
        right.update(name for name, is_right in page.right.items() if is_right)
    rates = {name: round(right[name] / COUNT, 2) for name in page.right}
    told = f"{dpi} dpi: {wrong / letters:.2%} of {letters} letters wrong; right: {rates}"
    print(told)
    assert wrong / letters <= (MOST_WRONG[dpi] if COUNT >= FEW else OF_A_FEW), told
    assert sum(rates.values()) / len(rates) >= LEAST_RIGHT[dpi], told
