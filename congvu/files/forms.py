"""A form field for files. Each file is checked and kept as soon as it comes, so that a form that comes back with an error
still has the files that were good: nothing that was sent is lost."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from congvu.core.errors import RuleBroken
from congvu.files import store
from congvu.files.models import StoredFile
from congvu.files.names import clean_name

_SALT = "congvu.files.kept"
_A_DAY = 24 * 3600

Named = tuple[str, StoredFile]


class FilesInput(forms.FileInput):
    """A file input that also carries the signed names of files kept before. `kept`: (name, token) of each."""

    allow_multiple_selected = True
    kept: list[tuple[str, str]] = []

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, UploadedFile], name: str) -> Any:
        tokens = data.getlist(f"{name}_kept") if hasattr(data, "getlist") else []
        return files.getlist(name) if hasattr(files, "getlist") else [], tokens

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}_kept" not in data


class FilesField(forms.Field):
    """Cleans to a list of (name, StoredFile), in the order they were given. Errors name the file and the reason."""

    widget = FilesInput

    def __init__(self, *, multiple: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.multiple = multiple
        self.widget.allow_multiple_selected = multiple

    def clean(self, value: tuple[list[UploadedFile], list[str]]) -> list[Named]:
        uploads, tokens = value
        named = [_from_token(token) for token in tokens]
        errors = []
        for upload in uploads:
            name = clean_name(upload.name or "")
            try:
                named.append((name, store.keep(upload, name=name, at=timezone.now(), by=None)))
            except store.BearsSecrecyMark as broken:  # not even its name is repeated
                errors.append(str(broken))
            except RuleBroken as broken:
                errors.append(f"{name}: {broken}")
        if not self.multiple:
            named = named[-1:]
        self.widget.kept = [(name, _token(name, file)) for name, file in named]
        if errors:
            raise ValidationError(errors)
        if self.required and not named:
            raise ValidationError(self.error_messages["required"], code="required")
        return named


def _token(name: str, file: StoredFile) -> str:
    return signing.dumps([file.pk, name], salt=_SALT)


def _from_token(token: str) -> Named:
    try:
        pk, name = signing.loads(token, salt=_SALT, max_age=_A_DAY)
    except signing.BadSignature as broken:
        raise ValidationError(str(broken)) from broken
    return name, StoredFile.objects.get(pk=pk)
