"""Files in an S3-compatible store. Objects are private: only this process, with its key, reads them; no address of the store
is ever given to a browser. Loaded only where the settings name a bucket (docs/settings.md)."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

PIECE = 256 * 1024


class ObjectStore(S3Storage):
    """A bucket. What is put there is checked on its way by SHA-256 (the store refuses other bits than were sent)."""

    def pieces(self, place: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes `first` to `last` of an object, asked for by range: a long document is never fetched whole for one page."""
        found = self.bucket.Object(self._normalize_name(place)).get(Range=f"bytes={first}-{last}")["Body"]
        try:
            yield from found.iter_chunks(PIECE)
        finally:
            found.close()

    def _save(self, name: str, content: Any) -> str:
        """As a disk does, the store says by OSError that it took nothing."""
        try:
            return super()._save(name, content)
        except (BotoCoreError, ClientError) as failure:
            raise OSError(f"the store of files took nothing: {type(failure).__name__}") from failure

    def get_object_parameters(self, name: str) -> dict[str, object]:
        return {**super().get_object_parameters(name), "ChecksumAlgorithm": "SHA256"}
