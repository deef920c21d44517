"""What is known of the platform's own keeping: the backups made, and figures too costly to count for every question."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BackupState(models.TextChoices):
    RUNNING = "running", _("Being made")
    KEPT = "kept", _("Kept")
    FAILED = "failed", _("Failed")


class BackupQuerySet(models.QuerySet["Backup"]):
    def kept(self) -> "BackupQuerySet":
        """Those from which one could restore, the newest first."""
        return self.filter(state=BackupState.KEPT, removed_at=None).order_by("-begun_at")


class Backup(models.Model):
    """One copy of database and files. What can be restored is told by its manifest; this row is for whoever looks after it."""

    place = models.CharField(max_length=400)  # the folder or s3:// address
    name = models.CharField(max_length=40)  # of the copy in it: the moment, in UTC
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=BackupState.choices, default=BackupState.RUNNING)
    problem = models.CharField(max_length=500, blank=True)  # why it failed
    size = models.PositiveBigIntegerField(default=0)  # bytes of database and files together
    files = models.PositiveBigIntegerField(default=0)
    entries = models.PositiveBigIntegerField(default=0)  # of the history
    last_root = models.CharField(max_length=64, blank=True)  # of the last seal in it, hex
    verified_at = models.DateTimeField(null=True, blank=True)  # restored on trial and found equal
    removed_at = models.DateTimeField(null=True, blank=True)  # made room for later ones

    objects = BackupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BackupState.values), name="backup_state_known"),
            models.UniqueConstraint(fields=["place", "name"], name="backup_named_once"),
        ]
        indexes = [models.Index(fields=["begun_at"], name="backup_by_time")]

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class Reading(models.Model):
    """A figure read every few minutes, such as the bytes of all files."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField()
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
