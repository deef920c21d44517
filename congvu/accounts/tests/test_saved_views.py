"""Views of lists kept under a name."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.models import SavedView
from congvu.accounts.samples import Cast
from congvu.accounts.samples import cast as seat_all

LIST = reverse("directory:bodies")
NARROWED = {"kind": "ministry", "q": "Bộ"}


@pytest.fixture
def cast(db: None) -> Cast:
    return seat_all(timezone.now())


@pytest.fixture
def at_the_list(cast: Cast, client: Client) -> Client:
    client.force_login(cast.officer)
    return client


def keep(client: Client, **changed: str) -> str:
    sent = {"page": "directory:bodies", "name": "Các bộ", "query": "kind=ministry"} | changed
    return client.post(reverse("accounts:save_view"), sent).headers.get("Location", "")


def test_a_kept_view_stands_above_the_list_and_leads_back_to_it(at_the_list: Client) -> None:
    assert keep(at_the_list) == f"{LIST}?kind=ministry"

    page = at_the_list.get(LIST, {"kind": "ministry"}).content.decode()
    assert "Các bộ" in page
    assert reverse("accounts:forget_view", args=[SavedView.objects.get().handle]) in page


def test_only_a_narrowed_list_offers_to_keep_it(at_the_list: Client) -> None:
    assert reverse("accounts:save_view") not in at_the_list.get(LIST).content.decode()
    assert reverse("accounts:save_view") in at_the_list.get(LIST, NARROWED).content.decode()


def test_the_page_one_stands_on_is_not_part_of_a_view(at_the_list: Client) -> None:
    page = at_the_list.get(LIST, {"sort": "name", "after": "", "kind": "ministry"}).content.decode()
    assert 'value="kind=ministry&amp;sort=name"' in page


def test_nobody_sees_or_forgets_the_view_of_another(cast: Cast, at_the_list: Client, client: Client) -> None:
    keep(at_the_list)
    view = SavedView.objects.get()
    client.force_login(cast.head)

    assert "Các bộ" not in client.get(LIST, {"kind": "ministry"}).content.decode()
    client.post(reverse("accounts:forget_view", args=[view.handle]))
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_the_same_name_replaces_and_forgetting_takes_it_away(at_the_list: Client) -> None:
    keep(at_the_list)
    keep(at_the_list, query="kind=province")
    view = SavedView.objects.get()
    assert view.query == "kind=province"

    at_the_list.post(reverse("accounts:forget_view", args=[view.handle]))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"page": "accounts:me"}, {"page": "https://evil.example"}, {"name": " "}, {"query": ""}]
)
def test_what_is_no_view_of_a_list_is_not_kept(at_the_list: Client, wrong: dict[str, str]) -> None:
    keep(at_the_list, **wrong)
    assert not SavedView.objects.exists()


def test_what_lacks_is_said_in_the_offices_words_and_what_was_typed_survives(at_the_list: Client) -> None:
    sent = {"page": "desk:search", "name": "", "query": "q=an+to%C3%A0n", "watched": "on"}
    page = at_the_list.post(reverse("accounts:save_view"), sent)

    assert page.status_code == 422
    told = page.content.decode()
    assert 'value="q=an+to%C3%A0n"' in told
    assert 'name="watched"' in told and "checked" in told
    assert f"{reverse('desk:search')}?q=an+to%C3%A0n" in told


def test_a_name_that_is_taken_comes_back_with_the_reason(at_the_list: Client) -> None:
    keep(at_the_list)
    keep(at_the_list, name="Các tỉnh", query="kind=province")
    view = SavedView.objects.get(name="Các tỉnh")
    sent = {"page": view.page, "query": view.query, "name": "Các bộ"}
    page = at_the_list.post(reverse("accounts:change_view", args=[view.handle]), sent)

    assert page.status_code == 422
    assert 'value="Các bộ"' in page.content.decode()
    view.refresh_from_db()
    assert view.name == "Các tỉnh"
