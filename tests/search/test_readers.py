"""Search never shows, counts or suggests what one may not read."""

from django.test import Client
from django.urls import reverse

from congvu.documents.models import IncomingDocument
from congvu.records.index import index
from congvu.records.models import Record
from congvu.records.search import Results, search
from tests.search.conftest import Office


def test_an_outsider_finds_and_counts_nothing(office: Office) -> None:
    assert search(office.people.outsider.actor(office.now), "bao cao") == Results(facets=nothing())


def test_an_outsider_is_not_told_what_a_misspelt_title_is_like(office: Office) -> None:
    found = search(office.people.outsider.actor(office.now), "thuy dien tich nnag don duong")
    assert not found.hits
    assert not found.alike


def test_an_outsider_does_not_find_a_reference(office: Office) -> None:
    assert search(office.people.outsider.actor(office.now), "7816/VPCP-TTĐT").found == 0


def test_facets_count_only_what_one_may_read(office: Office) -> None:
    """The head of a department reads one of the documents on reports, the clerk all."""
    given_to_the_head(office, "7172/BC-BTC")
    head = search(office.people.head.actor(office.now), "tinh hinh")
    clerk = search(office.people.clerk.actor(office.now), "tinh hinh")
    assert head.facets["kind"] == [("incoming_document", 1)]
    assert clerk.facets["kind"][0][1] > 1


def test_who_loses_the_right_to_read_finds_it_no_more_at_once(office: Office) -> None:
    document = given_to_the_head(office, "7172/BC-BTC")
    head = office.people.head.actor(office.now)
    assert search(head, "7172/BC-BTC").found == 1
    IncomingDocument.objects.filter(pk=document.pk).update(readers=[])
    assert search(head, "7172/BC-BTC").found == 0


def test_who_loses_the_right_to_read_is_counted_nothing_of_it(office: Office) -> None:
    """Although no action has left it waiting for search: the database does."""
    document = given_to_the_head(office, "7172/BC-BTC")
    head = office.people.head.actor(office.now)
    before = search(head, "tinh hinh")
    assert before.facets["kind"] == [("incoming_document", before.found)]
    Record.objects.filter(pk=document.pk).update(readers=document.readers)
    after = search(head, "tinh hinh")
    assert (after.found, after.facets) == (before.found - 1, nothing() if before.found == 1 else before.facets)


def test_the_page_says_the_same_of_what_is_not_there_and_what_one_may_not_read(office: Office) -> None:
    client = Client()
    client.force_login(office.people.outsider)
    hidden = client.get(reverse("desk:search"), {"q": "1121/BXD-KHTC"}).content.decode()
    absent = client.get(reverse("desk:search"), {"q": "0000/BXD-KHTC"}).content.decode()
    assert without_words(hidden, "1121") == without_words(absent, "0000")


def without_words(page: str, asked: str) -> str:
    lines = [line for line in page.replace(asked, "").splitlines() if "csrf" not in line and "live-url" not in line]
    return "\n".join(lines)


def given_to_the_head(office: Office, reference: str) -> IncomingDocument:
    document = IncomingDocument.objects.get(reference=reference)
    head_keys = office.people.head.actor(office.now).keys
    IncomingDocument.objects.filter(pk=document.pk).update(readers=[*document.readers, head_keys[0]])
    index([document.pk])
    return document


def nothing() -> dict[str, list[tuple[str, int]]]:
    return {"kind": [], "state": [], "body": [], "year": []}
