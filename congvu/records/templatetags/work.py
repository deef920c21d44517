"""Template tags for what waits for whom."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from vnlunar import get_lunar_date, get_year_can_chi

from congvu.core.templatetags.office import vi_date

register = template.Library()

MONTHS = ("Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Chạp")


@register.simple_tag
def today_words(now: datetime) -> str:
    """The day in full words, in Vietnamese with its day of the lunar calendar."""
    day = timezone.localdate(now)
    if get_language() != "vi":
        return vi_date(day)
    moon = get_lunar_date(day.day, day.month, day.year)
    leap = " nhuận" if moon["leap"] else ""
    return (
        f"{vi_date(day)} · ngày {moon['day']} tháng {MONTHS[moon['month'] - 1]}{leap}, {get_year_can_chi(moon['year'])}"
    )
