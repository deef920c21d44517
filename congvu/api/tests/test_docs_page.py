"""The page that describes the API to people."""

import pytest
from django.test import Client
from django.urls import reverse

from congvu.api.reference import groups, prose
from congvu.api.site import description


@pytest.mark.django_db
def test_the_page_names_every_operation_and_every_field_that_is_sent(client: Client) -> None:
    page = client.get(reverse("api:docs")).content.decode()

    told = description()
    codes = {one["operationId"] for methods in told["paths"].values() for one in methods.values()}
    assert all(f'id="{code}"' in page for code in codes)
    fields = {field.name for _name, operations in groups(told) for one in operations for field in one.sent}
    assert fields
    assert all(f"<code>{name}</code>" in page for name in fields)
    assert "<script" not in page.split('class="api-reference"')[1].split("</main>")[0]


def test_what_is_stressed_and_what_is_code_is_drawn_as_such() -> None:
    told = prose("As `given`:\n\n- **Errors** are <problems>.\n- Pages.")
    assert told == ("<p>As <code>given</code>:</p><ul><li><b>Errors</b> are &lt;problems&gt;.</li><li>Pages.</li></ul>")
