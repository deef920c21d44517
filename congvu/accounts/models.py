"""Users: the accounts by which people (and later machines) come in."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.fields import HandleField
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
        max_length=6, default="system", choices=[("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username

    def actor(self, at: datetime | date) -> Actor:
        """The user on the day of `at` in the office's time zone, with the seats of that day."""
        day = timezone.localdate(at) if isinstance(at, datetime) else at
        return Actor(self, day)
