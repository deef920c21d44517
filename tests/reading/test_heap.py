"""How well the registry's form is filled from the files of the post, measured."""

from collections import Counter
from typing import Any

import pytest

from congvu.documents.filling import values_from
from congvu.documents.loading import load_document_types
from congvu.documents.matching import bare_name, known_kinds
from congvu.documents.reading.particulars import read_particulars
from congvu.files.inspection.layout import layout
from tests.reading.post import Letter, heap

COUNT = 66
WANTED = {
    "reference": 0.98,
    "issued_on": 0.98,
    "issuer": 0.95,
    "kind": 0.98,
    "title": 0.9,
    "signatory": 0.95,
    "urgency": 0.98,
}


def agreed(letter: Letter) -> dict[str, bool]:
    """Which of the particulars are as the clerk would enter them."""
    kinds = known_kinds(letter.issued_on)
    reading = read_particulars(layout(letter.pdf, "a.pdf"), [bare_name(kind) for kind in kinds])
    return agreed_with(letter, values_from(reading, letter.issued_on))


def agreed_with(letter: Letter, values: dict[str, Any]) -> dict[str, bool]:
    """Which of the values are those a clerk would enter."""
    body = values.get("issuing_body")
    return {
        "reference": values.get("reference") == letter.reference,
        "issued_on": values.get("issued_on") == letter.issued_on,
        "issuer": body.data_key == letter.body if body else values.get("issuer_name") == letter.printed_body,
        "kind": values["document_type"].code == letter.kind if "document_type" in values else False,
        "title": values.get("title") == letter.title,
        "signatory": values.get("signatory") == letter.signatory,
        "urgency": values.get("urgency", "") == letter.urgency,
    }


@pytest.mark.django_db
def test_the_form_is_filled_from_the_post():
    load_document_types()
    right: Counter[str] = Counter()
    for letter in heap(COUNT):
        right.update(name for name, is_right in agreed(letter).items() if is_right)
    rates = {name: right[name] / COUNT for name in WANTED}
    assert {name: rate for name, rate in rates.items() if rate < WANTED[name]} == {}, rates
