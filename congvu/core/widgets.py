"""Form widgets for long lists."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A select with hundreds of options, such as all bodies, that one can type into (data-pick). Its options are written at once:
    the form renderer's own way takes a template for each of them, a third of a second for 300."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-pick": "1", **(attrs or {})}, choices)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in self.format_value(value)}
        parts = []
        for code, label in self.choices:
            if isinstance(label, (list, tuple)):
                inside = _options(label, chosen)
                parts.append(format_html('<optgroup label="{}">{}</optgroup>', code, inside))
            else:
                parts.append(_options([(code, label)], chosen))
        tag = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", tag, SafeString("".join(parts)))


def _options(pairs: Iterable[Any], chosen: set[str]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            ("" if code is None else code, SafeString(" selected") if str(code or "") in chosen else "", label)
            for code, label in pairs
        ),
    )
