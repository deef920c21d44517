import pytest


@pytest.fixture
def own_storage(settings, tmp_path):
    """A storage of the test's own; its folder."""
    folder = tmp_path / "bits"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}},
    }
    return folder
