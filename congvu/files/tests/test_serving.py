"""A file reaches the reader under its name, and cannot do more in the browser than be read."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from congvu.files import store
from congvu.files.tests.office_files import pdf_file
from congvu.files.views import serve

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PDF = pdf_file("Bao cao " * 5)
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


def asked(content=PDF, name="báo cáo.pdf", *, inline=True, **headers):
    stored = store.keep(content, name=name, at=NOW, by=None)
    request = RequestFactory().get("/", headers=headers)
    return serve(request, stored, name=name, inline=inline)


def body(response):
    return b"".join(response.streaming_content)


def test_a_pdf_is_shown_under_its_vietnamese_name():
    response = asked()
    assert body(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "inline; filename*=utf-8''b%C3%A1o%20c%C3%A1o.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]


def test_a_web_page_is_only_downloaded_and_caged():
    response = asked(HTML, "trang.html")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox")
    body(response)


def test_a_reader_reads_piece_by_piece():
    response = asked(Range="bytes=5-9")
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes 5-9/{len(PDF)}"
    assert response["Content-Length"] == "5"
    assert body(response) == PDF[5:10]
    assert body(asked(Range="bytes=-7")) == PDF[-7:]
    assert body(asked(Range="bytes=100-")) == PDF[100:]


def test_a_piece_behind_the_end_does_not_exist():
    response = asked(Range=f"bytes={len(PDF)}-")
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(PDF)}"


@pytest.mark.parametrize("wish", ["bytes=1-2,4-5", "lines=1-2", "bytes=9-5", "bytes=-"])
def test_an_odd_wish_gets_the_whole_file(wish):
    response = asked(Range=wish)
    assert response.status_code == 200
    assert body(response) == PDF


def test_what_the_browser_already_has_is_not_sent_again():
    first = asked()
    body(first)
    again = asked(**{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_piece_of_an_older_version_is_answered_with_the_whole():
    response = asked(Range="bytes=5-9", **{"If-Range": '"other"'})
    assert response.status_code == 200
    body(response)


def test_only_the_head_is_told_when_only_that_is_asked():
    stored = store.keep(PDF, name="a.pdf", at=NOW, by=None)
    response = serve(RequestFactory().head("/"), stored, name="a.pdf", inline=True)
    assert (response["Content-Length"], response.content) == (str(len(PDF)), b"")
