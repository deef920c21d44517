"""Where no page can be made: a fault of ours, or a database that is away."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from psycopg.errors import AdminShutdown, CannotConnectNow, DeadlockDetected, DiskFull
from psycopg_pool import PoolTimeout

from congvu.core.postgres.away import is_away
from congvu.core.views import failed

FORM = "http://testserver/documents/incoming/receive/"


def after(error: Exception, request: Any) -> HttpResponse:
    """The page of a request that ended so; nothing may ask the database."""
    try:
        raise error
    except type(error):
        return failed(request)


def django_of(error: psycopg.Error) -> DatabaseError:
    told = OperationalError(str(error))
    told.__cause__ = error
    return told


@pytest.mark.parametrize(
    "error", [AdminShutdown(), CannotConnectNow(), PoolTimeout(), psycopg.InterfaceError("closed")]
)
def test_no_connection_means_the_database_is_away(error: psycopg.Error) -> None:
    assert is_away(error)
    assert is_away(django_of(error))


@pytest.mark.parametrize("error", [DeadlockDetected(), DiskFull(), psycopg.IntegrityError(), ValueError(), None])
def test_what_the_database_itself_says_is_no_absence(error: Exception | None) -> None:
    assert not is_away(error)


def test_a_fault_of_ours_has_the_look_that_was_chosen() -> None:
    request = RequestFactory().get("/", headers={"Cookie": "theme=dark"})
    page = after(ValueError(), request)
    assert page.status_code == 500
    assert 'data-theme="dark"' in page.content.decode()


def test_what_was_asked_for_comes_back_by_itself() -> None:
    page = after(django_of(AdminShutdown()), RequestFactory().get("/search/", {"q": '"đầu tư"'}))
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert 'data-away="/search/?q=%22%C4%91%E1%BA%A7u+t%C6%B0%22"' in page.content.decode()
    assert '<meta http-equiv="refresh" content="10">' in page.content.decode()


@pytest.mark.parametrize(("referer", "onward"), [(FORM, FORM), ("https://example.org/", "/"), ("", "/")])
def test_from_a_form_one_is_led_to_the_form_and_nothing_is_sent_twice(referer: str, onward: str) -> None:
    request = RequestFactory().post("/documents/incoming/receive/", {"title": "x"}, headers={"Referer": referer})
    page = after(django_of(AdminShutdown()), request).content.decode()
    assert f'data-away="{onward}"' in page
    assert "http-equiv" not in page


@pytest.mark.parametrize(("wanted", "lang"), [("en-US,en;q=0.9", "en"), ("lo", "lo"), ("fr", "vi"), ("", "vi")])
def test_it_speaks_the_language_of_the_browser(wanted: str, lang: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": wanted})
    with translation.override("vi"):
        assert f'<html lang="{lang}"' in after(PoolTimeout(), request).content.decode()
