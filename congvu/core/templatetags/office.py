"""Template tags of the house."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from congvu.core import drawing, painting
from congvu.core.addresses import own_address

register = template.Library()
register.filter(own_address)
register.simple_tag(drawing.icon)
register.simple_tag(painting.main_menu)
register.simple_tag(painting.me)
register.simple_tag(painting.print_head)

# From Sunday on, as browsers count. Django has no Lao, and browsers need not have it: their names would be the Vietnamese ones.
WEEKDAYS = {
    "vi": ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"],
    "en": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    "lo": ["ວັນອາທິດ", "ວັນຈັນ", "ວັນອັງຄານ", "ວັນພຸດ", "ວັນພະຫັດ", "ວັນສຸກ", "ວັນເສົາ"],
}
MONTHS = {
    "vi": [f"tháng {number}" for number in range(1, 13)],
    "en": ["January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"],
    "lo": ["ມັງກອນ", "ກຸມພາ", "ມີນາ", "ເມສາ", "ພຶດສະພາ", "ມິຖຸນາ", "ກໍລະກົດ", "ສິງຫາ", "ກັນຍາ", "ຕຸລາ", "ພະຈິກ", "ທັນວາ"],
}  # fmt: skip


@register.simple_tag
def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """What else was said to a component, as HTML attributes, each escaped."""
    return SafeString(drawing.attributes(attrs))


@register.filter
def has_words(content: Any) -> bool:
    """Whether there is anything but space in a slot."""
    return bool(str(content or "").strip())


@register.filter
def range_of(number: Any) -> range:
    return range(int(number))


@register.filter
def chosen_in(value: Any, chosen: Any) -> bool:
    """Whether an option is the chosen one, or among the chosen."""
    if isinstance(chosen, (list, tuple, set)):
        return str(value) in {str(one) for one in chosen}
    return str(value) == str(chosen)


@register.filter
def widget_kind(field: BoundField) -> str:
    """checkbox, choices (several of them), select, file, textarea, or the type of an input."""
    name = type(field.field.widget).__name__.lower()
    kinds = {
        "checkboxinput": "checkbox",
        "checkboxselectmultiple": "choices",
        "select": "select",
        "textarea": "textarea",
        "clearablefileinput": "file",
    }
    return kinds.get(name) or str(getattr(field.field.widget, "input_type", name))


@register.filter
def widget_attribute(field: BoundField, name: str) -> Any:
    return field.field.widget.attrs.get(name, "")


@register.filter
def vi_date(day: date) -> str:
    """A day in full words: "Thứ Bảy, 21 tháng 11 năm 2026"; in the other languages, in theirs."""
    language = get_language() or settings.LANGUAGE_CODE
    weekday, month = WEEKDAYS[language][day.isoweekday() % 7], MONTHS[language][day.month - 1]
    if language == "vi":
        return f"{weekday}, {day.day} {month} năm {day.year}"
    return f"{weekday}, {'ວັນທີ ' if language == 'lo' else ''}{day.day} {month} {day.year}"


@register.simple_tag
def day_names() -> SafeString:
    """The names of days and months, for the day that is told beside what one types (static/core/days.js)."""
    language = get_language() or settings.LANGUAGE_CODE
    return attributes({"data-weekdays": "|".join(WEEKDAYS[language]), "data-months": "|".join(MONTHS[language])})


@register.simple_tag(takes_context=True)
def query_string(context: Any, **changes: Any) -> str:
    """The page's query with some keys changed; None or an empty value takes a key away, and the cursor always goes."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else str(request.path)


@register.filter
def message_tone(message: Any) -> str:
    """The tone of a notice of Django's messages."""
    return {"error": "late", "warning": "soon", "success": "done"}.get(message.level_tag, "plain")
