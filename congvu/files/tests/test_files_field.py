"""The form field for files: what was good stays when something else was wrong."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from congvu.files.forms import FilesField
from congvu.files.models import StoredFile
from congvu.files.tests.office_files import docx_file, pdf_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


class Letter(forms.Form):
    files = FilesField(multiple=True)


def sent(*named, kept=()):
    uploads = [SimpleUploadedFile(name, content) for name, content in named]
    return Letter(data=MultiValueDict({"files_kept": list(kept)}), files=MultiValueDict({"files": uploads}))


def test_every_file_of_a_form_is_kept_in_order():
    form = sent(("b.pdf", pdf_file("b")), ("a.docx", docx_file("a")))
    assert form.is_valid()
    assert [name for name, _file in form.cleaned_data["files"]] == ["b.pdf", "a.docx"]


def test_a_good_file_needs_not_be_sent_again_after_an_error():
    form = sent(("good.pdf", pdf_file("a")), ("bad.pdf", b"MZ" * 90))
    assert not form.is_valid()
    assert "bad.pdf" in form.errors["files"][0]
    again = sent(kept=[token for _name, token in form.fields["files"].widget.kept])
    assert again.is_valid()
    assert [name for name, _file in again.cleaned_data["files"]] == ["good.pdf"]


def test_a_name_nobody_signed_is_refused():
    assert not sent(kept=["forged"]).is_valid()


def test_the_name_of_a_marked_file_is_not_repeated():
    with override("vi"):
        form = sent(("ke hoach kin.docx", docx_file("TUYỆT MẬT", "Kế hoạch")))
        assert not form.is_valid()
        assert "ke hoach kin" not in str(form.errors)
    assert not StoredFile.objects.exists()
