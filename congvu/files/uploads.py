"""How uploads come in: in memory only, because a file that will be refused as secret must not touch a disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

_TOGETHER = 3  # times the largest file: what one form may bring in all


class InMemoryUpload(MemoryFileUploadHandler):
    """Keeps every upload in memory and ends a request that brings more than a form may."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        self.activated = True
        self.left = _TOGETHER * settings.FILES_MAX_BYTES
        self._spend(0 if content_length <= self.left else content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._spend(len(raw_data))
        super().receive_data_chunk(raw_data, start)

    def _spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise RequestDataTooBig("more files at once than one form may bring")
