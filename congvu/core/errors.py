"""What an action may answer instead of doing its work. One place turns these into a form error, a page or a failed job."""

from django.utils.translation import gettext_lazy as _


class RuleBroken(Exception):
    """A rule of the office forbids this. The message is for the person who asked, in their language."""

    message = _("This is not possible.")

    def __init__(self, message: object = None, **where: object) -> None:
        self.reason = message or self.message
        self.where = where
        super().__init__(str(self.reason))

    def __str__(self) -> str:
        return str(self.reason)


class Refused(RuleBroken):
    """You may not do this."""

    message = _("You may not do this. The head of your unit or the registry can tell you who may.")


class WrongState(RuleBroken):
    """The thing is not in a state from which this can be done: someone was faster, or a step is missing."""

    message = _(
        "This can no longer be done here: someone else has changed it meanwhile. The page now shows how it stands."
    )
