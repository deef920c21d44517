"""Form widgets for long lists."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from congvu.core.drawing import esc


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
                parts.append(f'<optgroup label="{esc(code)}">{_options(label, chosen)}</optgroup>')
            else:
                parts.append(_options([(code, label)], chosen))
        tag = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return SafeString(f"<select{tag}>{''.join(parts)}</select>")


def _options(pairs: Iterable[Any], chosen: set[str]) -> str:
    lines = []
    for code, label in pairs:
        value = "" if code is None else str(code)
        here = " selected" if (value if code else "") in chosen else ""
        lines.append(f'<option value="{esc(value)}"{here}>{esc(label)}</option>')
    return "".join(lines)
