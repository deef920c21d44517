"""The page of search: what it draws of a found record, and how little it asks."""

import html

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.core.ending import ask
from congvu.documents import samples
from congvu.documents.models import IncomingDocument
from congvu.documents.queries import SEARCHED, searched
from congvu.records.index import index
from tests.search.conftest import Office

JOURNEYS = (
    6  # three of a session that is in no list; titles, then all; what is shown, how near, and what every page tells
)


def found(office: Office, text: str, language: str = "vi") -> str:
    browser = Client()
    browser.force_login(office.people.clerk)
    browser.cookies["django_language"] = language
    return browser.get(reverse("desk:search"), {"q": text}).content.decode()


def test_a_found_line_tells_what_its_record_says(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    made = samples.registered(
        office.people.office, at=office.now, by=clerk, title="Về <b>diêm dân</b>", reference="12/X&Y"
    )
    index([made.pk])
    document = IncomingDocument.objects.select_related("entry", "issuing_body").get(pk=made.pk)
    page = found(office, "diêm dân ")
    assert f'href="{document.get_absolute_url()}"' in page
    assert "Về &lt;b&gt;<mark>diêm dân</mark>&lt;/b&gt;" in page
    assert f"Văn bản đến · Số đến {document.entry} · 12/X&amp;Y" in page
    assert html.escape(document.issuer) in page
    assert f"Arrival no. {document.entry} · " in found(office, "diêm dân ", "en")


def test_a_line_drawn_before_says_what_is_so_now(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    document = samples.registered(office.people.office, at=office.now, by=clerk, title="Nạo vét luồng Định An")
    index([document.pk])
    assert "KHẨN" not in found(office, "luồng định an ")
    IncomingDocument.objects.filter(pk=document.pk).update(urgency="urgent", reference="77/CV-NEW")
    page = found(office, "luồng định an ")
    assert "KHẨN" in page
    assert "77/CV-NEW" in page


def test_a_page_of_search_asks_few_journeys(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a small office all at once; among many records spans are asked one after the other (newest.py)."""
    monkeypatch.setattr("congvu.records.newest.HARDLY_LESS", 1 << 30)
    browser = Client()
    browser.force_login(office.people.clerk)
    page = reverse("desk:search")
    browser.get(page, {"q": "báo cáo "})
    with CaptureQueriesContext(connection) as captured:
        assert "<mark>" in browser.get(page, {"q": "báo cáo "}).content.decode()
    asked = [query["sql"] for query in captured.captured_queries]
    assert len(asked) <= JOURNEYS, asked


def test_what_search_looks_through_is_what_the_document_says(office: Office) -> None:
    clerk = office.people.clerk.actor(office.now)
    made = samples.registered(office.people.office, at=office.now, by=clerk, title="Về muối")
    for body in (made.issuing_body, None):
        IncomingDocument.objects.filter(pk=made.pk).update(issuing_body=body, issuer_name="Hợp tác xã Muối", note="Gấp")
        document = IncomingDocument.objects.select_related("issuing_body", "document_type").get(pk=made.pk)
        told = searched(ask(SEARCHED, [[made.pk]]))[made.pk]
        assert told.body == document.issuer
        assert told.facts[0] == (document.document_type.name if document.document_type else "")
        assert told.facts[2] == (f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "")
        assert told.notes == (document.instruction, document.result, "Gấp")
