"""The roles a post can give its holder. What each may do is code (accounts/capabilities.py); who holds it is data (posts)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Words of the office, not job titles: a Vice-Chairman and a Chairman are both leaders."""

    LEADER = "leader", _("Leader")
    HEAD = "head", _("Head of unit")
    DEPUTY_HEAD = "deputy_head", _("Deputy head of unit")
    OFFICER = "officer", _("Officer")
    CLERK = "clerk", _("Registry clerk")
    INSPECTOR = "inspector", _("Inspector")
    ADMINISTRATOR = "administrator", _("Administrator")
