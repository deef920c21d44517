"""Users: the accounts by which people (and later machines) come in, and the attempts to come in."""

from datetime import date, datetime
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.fields import HandleField, NfcCharField
from congvu.core.journeys import Rows
from congvu.core.rows import Question
from congvu.directory.models import Person


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do comes from the posts its person holds, never from the account."""

    handle = HandleField()
    username = models.CharField(max_length=80, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="vi")
    theme = models.CharField(
        max_length=6,
        default="system",
        choices=[("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    joined_at = models.DateTimeField(default=timezone.now)
    must_change_password = models.BooleanField(default=False)  # the password was made by an administrator

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username

    def actor(self, at: datetime | date) -> Actor:
        """The user on the day of `at` in the office's time zone, with the seats of that day."""
        day = timezone.localdate(at) if isinstance(at, datetime) else at
        return Actor(self, day, self.__dict__.pop("seated", {}).get(day))

    def seat(self, day: date, rows: Rows) -> None:
        """What the seats of a day stand in was read with the user; it serves the next actor, and no later one."""
        self.__dict__["seated"] = {day: rows}


class SignInOutcome(models.TextChoices):
    SIGNED_IN = "signed_in", _("Signed in")
    WRONG_PASSWORD = "wrong_password", _("Wrong password")
    WRONG_CODE = "wrong_code", _("Wrong code of the second factor")
    REFUSED = "refused", _("Refused while locked")
    UNLOCKED = "unlocked", _("Unlocked by an administrator")  # who tries is counted afresh from it


class SignInAttemptQuerySet(models.QuerySet[Any]):
    def failures_since(self, moment: datetime) -> Self:
        """Wrong passwords and wrong codes, not the attempts that were refused unheard."""
        return self.filter(outcome__in=(SignInOutcome.WRONG_PASSWORD, SignInOutcome.WRONG_CODE), at__gt=moment)


class SignInAttempt(models.Model):
    """One attempt to come in: kept so that guessing is stopped and can be looked into afterwards."""

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sign_in_attempts")
    typed = models.CharField(max_length=254, blank=True)  # the user name as typed; never a password
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=SignInOutcome.choices)

    objects = SignInAttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-at"], name="attempts_of_a_user"),
            models.Index(fields=["address", "-at"], name="attempts_from_an_address"),
            models.Index(fields=["typed", "-at"], name="attempts_under_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.typed} {self.at:%Y-%m-%d %H:%M} {self.outcome}"


class Scope(models.TextChoices):
    """What a token may be used for. It never gives more than the posts of its owner give."""

    DIRECTORY_READ = "directory:read", _("Read bodies, units and people")
    DOCUMENTS_READ = "documents:read", _("Read documents and their files, search")
    FILES_WRITE = "files:write", _("Send in files")
    DOCUMENTS_REGISTER = "documents:register", _("Receive, register and present documents")
    DOCUMENTS_HANDLE = "documents:handle", _("Instruct, give, handle and file documents")
    HISTORY_READ = "history:read", _("Read seals and proofs of the history")


class AccessTokenQuerySet(models.QuerySet[Any]):
    def valid(self, at: datetime) -> Self:
        """Not ended and not expired."""
        return self.filter(ended_at__isnull=True, expires_at__gt=at)


class AccessToken(models.Model):
    """The key of a machine that acts for a person: it may what the person may, within its scopes, until it expires or is ended.
    Only its digest is kept; `prefix` tells one from another."""

    handle = HandleField()
    user = models.ForeignKey(User, models.PROTECT, related_name="access_tokens")
    name = NfcCharField(max_length=80)
    prefix = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of 256 random bits
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope.choices))
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # to the minute
    ended_at = models.DateTimeField(null=True)

    objects = AccessTokenQuerySet.as_manager()

    has_second_factor: bool  # of its owner; known only where the token was shown (tokens.py)

    class Meta:
        indexes = [models.Index(fields=["user", "-made_at"], name="tokens_of_a_user")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="token_expires_after_it_is_made"),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="token_is_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_valid(self, at: datetime) -> bool:
        return self.ended_at is None and self.expires_at > at


class SavedView(models.Model):
    """A view of a list that someone keeps under a name: `page` is the name of the list, `query` what follows the `?`.
    `watched_since`: from when on its keeper is told of what is new in it; only of lists that can be watched."""

    handle = HandleField()
    user = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    page = models.CharField(max_length=80)
    name = NfcCharField(max_length=80)
    query = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    watched_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["watched_since"], name="view_watched", condition=~Q(watched_since=None))]
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="view_of_a_list_once_under_a_name")
        ]

    def __str__(self) -> str:
        return self.name


# all views that someone keeps; each page shows those of its own list
KEPT_VIEWS = Question("SELECT {columns} FROM accounts_savedview v WHERE v.user_id = %s ORDER BY v.name", v=SavedView)
