"""Where the files' bits are kept: a folder, or a bucket of an S3-compatible store where the settings name one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def file_store(text: Callable[[str, str | None], str], data: Path) -> dict[str, Any]:
    """Django's words for the one or the other."""
    bucket = text("CONGVU_S3_BUCKET", "")
    if not bucket:
        folder = data / "files"
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    return {"BACKEND": "congvu.files.objects.ObjectStore", "OPTIONS": {**bucket_of(text), "bucket_name": bucket}}


def bucket_of(text: Callable[[str, str | None], str]) -> dict[str, Any]:
    """How any bucket of the store is reached; `congvu backup s3://…` asks with the same words."""
    return {
        "location": text("CONGVU_S3_PREFIX", "files"),
        "endpoint_url": text("CONGVU_S3_ENDPOINT", "") or None,
        "region_name": text("CONGVU_S3_REGION", "") or None,
        "access_key": text("CONGVU_S3_ACCESS_KEY", "") or None,
        "secret_key": text("CONGVU_S3_SECRET_KEY", "") or None,
        "signature_version": "s3v4",
        "addressing_style": "path",  # what stores of one's own understand
        "default_acl": None,  # nothing is public
        "querystring_auth": True,
        "file_overwrite": True,  # the same name is the same content
        "max_memory_size": 8 * 1024 * 1024,
    }
