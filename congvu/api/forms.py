"""The form of a webhook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congvu.accounts.models import User
from congvu.accounts.permissions import may_change_account
from congvu.api.events import offered


class WebhookForm(forms.Form):
    """Where to send, what, and for whose eyes."""

    name = forms.CharField(label=_("Name of the webhook"), max_length=80, help_text=_("Say which system is told."))
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    owner = forms.CharField(
        label=_("User name of the account whose rights count"),
        max_length=80,
        help_text=_("Only what happens to records this account may read is told."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    events_wanted = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everything that happens."),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["events_wanted"].choices = list(offered().items())  # type: ignore[attr-defined]

    def clean_owner(self) -> User:
        """An account the administrator keeps; others are not even told to exist."""
        found = User.objects.select_related("person").filter(username=self.cleaned_data["owner"]).first()
        if found is None or not may_change_account(self.actor, found):
            raise forms.ValidationError(_("There is no such account in your body."))
        return found
