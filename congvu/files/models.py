"""Stored bits: each content once, by its SHA-256. Names and versions belong to a record's attachment, not here."""

from typing import BinaryIO

from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from congvu.core.fields import HandleField
from congvu.files.kinds import BY_MEDIA_TYPE, FileKind


class TextState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    SCAN = "scan", _("A scan, its letters are being recognised")
    READ = "read", _("Text read")
    NONE = "none", _("No text, only pictures")
    FAILED = "failed", _("Text could not be read")


UNREAD = (TextState.WAITING, TextState.SCAN)  # more words may come


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def waiting_for_text(self) -> "StoredFileQuerySet":
        """Files whose words have not been read yet."""
        return self.filter(text_state=TextState.WAITING)

    def unattached(self) -> "StoredFileQuerySet":
        """Files to which no row of any app points."""
        found = self
        for relation in self.model._meta.related_objects:
            pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.filter(~Exists(pointing))
        return found


class StoredFile(models.Model):
    """A file as it came, never changed. `text` are its words for search; `pages` is empty where the kind has none."""

    handle = HandleField()
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField(editable=False)  # bytes
    media_type = models.CharField(max_length=100, editable=False)
    pages = models.PositiveIntegerField(null=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    text_state = models.CharField(max_length=8, choices=TextState.choices, default=TextState.WAITING, editable=False)
    text_reason = models.CharField(max_length=300, blank=True, editable=False)  # why the text could not be read
    ocr_lines = models.JSONField(null=True, editable=False)  # lines of the scanned first pages (lines.Line)
    read_by_ocr = models.BooleanField(default=False, editable=False)  # by a machine's eye: it may be misread
    created_at = models.DateTimeField(editable=False)
    last_brought_at = models.DateTimeField(editable=False)  # when somebody last brought this content

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_named_by_its_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
            models.CheckConstraint(condition=Q(media_type__in=sorted(BY_MEDIA_TYPE)), name="file_of_a_taken_type"),
            models.CheckConstraint(condition=Q(text_state__in=TextState.values), name="file_text_state_known"),
        ]
        indexes = [models.Index(fields=["id"], name="file_waiting_for_text", condition=Q(text_state=TextState.WAITING))]

    def __str__(self) -> str:
        return f"{self.kind.code} {self.sha256[:12]}"

    @property
    def kind(self) -> FileKind:
        return BY_MEDIA_TYPE[self.media_type]

    @property
    def place(self) -> str:
        """Where the bits lie in the storage: ab/cd/abcdef…"""
        return place_of(self.sha256)

    def open(self) -> BinaryIO:
        """The bits, for reading piece by piece. Close it."""
        return storages["default"].open(self.place, "rb")  # type: ignore[return-value]

    def read_bytes(self) -> bytes:
        with self.open() as bits:
            return bits.read()


def place_of(sha256: str) -> str:
    """Two levels of folders, so that none holds too many."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
