"""Documents that come in (văn bản đến) and their kinds."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.core.fields import NfcCharField, NfcTextField
from congvu.directory.models import Organisation, Person, ValidQuerySet, period
from congvu.records.models import Record, RecordQuerySet


class DocumentType(models.Model):
    """A kind of document with its letters in references (Decree 30/2020, art. 7 and annex III); laws that change it add a row."""

    code = models.SlugField(max_length=32)  # "official_letter"
    abbreviation = models.CharField(max_length=8, blank=True)  # "QĐ"; empty: official letters carry none
    name = NfcCharField(max_length=120)
    is_copy = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=100)
    valid = DateRangeField(default=period)
    source = NfcCharField(max_length=200)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid"], name="document_type_once_in_a_period")]

    def __str__(self) -> str:
        return self.name


class Channel(models.TextChoices):
    """How a document came."""

    UPLOAD = "upload", _("Electronic file")
    PAPER = "paper", _("Paper")
    EMAIL = "email", _("E-mail")
    EXCHANGE = "exchange", _("National document exchange")


class IncomingQuerySet(RecordQuerySet):
    def with_facts(self) -> Self:
        """With all a list shows: number, sender, holder."""
        return self.select_related(
            "entry__register", "issuing_body", "document_type", "holder", "holder_unit", "organisation"
        )

    def registered_in(self, year: int) -> Self:
        return self.filter(entry__register__year=year)


class IncomingDocument(Record):
    """A document received from outside. `title` is its abstract (trích yếu), `reference` the sender's number and notation."""

    issuing_body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="documents_sent")
    issuer_name = NfcCharField(max_length=250, blank=True)  # as written, when the body is not in the directory
    document_type = models.ForeignKey(DocumentType, models.PROTECT, null=True, blank=True, related_name="documents")
    issued_on = models.DateField(null=True, blank=True)
    signatory = NfcCharField(max_length=160, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    copies = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.UPLOAD)
    received_at = models.DateTimeField()
    circulation = NfcCharField(max_length=60, blank=True)  # LƯU HÀNH NỘI BỘ, XEM XONG TRẢ LẠI
    presented_to = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    instruction = NfcTextField(blank=True)
    result = NfcTextField(blank=True)
    answered_by = NfcCharField(max_length=80, blank=True)  # reference of the answering document
    filed_in = NfcCharField(max_length=80, blank=True)  # number and notation of the dossier
    note = NfcTextField(blank=True)
    read = models.JSONField(null=True, blank=True, editable=False)  # what its file says, and of which bits (filling.py)

    objects: ClassVar[Any] = IncomingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(copies__gte=1), name="incoming_has_a_copy"),
        ]

    KIND = "incoming_document"

    @property
    def issuer(self) -> str:
        """The sender's name as the register prints it."""
        return self.issuing_body.name if self.issuing_body else self.issuer_name

    def overdue(self, now: datetime) -> bool:
        return self.closed_at is None and self.due_at is not None and self.due_at < now

    def latest(self, role: str) -> Any:
        """The latest attachment of a part, or None."""
        found = [a for a in self.attachments.all() if a.role == role]
        return max(found, key=lambda a: (a.version, a.pk), default=None)

    @property
    def arrival_day(self) -> Any:
        return timezone.localdate(self.received_at)
