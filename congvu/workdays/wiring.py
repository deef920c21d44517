"""What the calendar plugs in: its line in the menu, and how the history tells its changes."""

from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.workdays.permissions import may_change_calendar

stores.menu.add(
    "calendar",
    stores.MenuEntry(
        label=_("Working calendar"),
        url_name="workdays:this_year",
        icon="calendar-days",
        section=_("Administration"),
        rank=910,
        shown_to=may_change_calendar,
    ),
)

for verb, sentence, icon in (
    ("declare_day", _("Entered %(day)s in the calendar: %(name)s"), "calendar-plus"),
    ("swap_days", _("Entered that %(day_off)s is free and made up on %(made_up_on)s"), "calendar-range"),
    ("withdraw_day", _("Withdrew the decision about %(day)s: %(reason)s"), "calendar-off"),
    ("confirm_year", _("Confirmed the calendar of %(year)s"), "calendar-check"),
    ("set_rule", _("Set from %(from_on)s how long work may take: %(source)s"), "timer"),
):
    stores.verbs.add(f"workdays.{verb}", stores.Verb(sentence, icon))
