"""The widgets of forms, drawn without Django's templates for them, which take a template for every option of a select. The
markup is Django's own; a widget not known here is drawn by Django."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from congvu.core.drawing import esc

Widget = Mapping[str, Any]
NOTHING_CHOSEN = BLANK_CHOICE_DASH[0][1]  # Django's row of hyphens


def _said(value: Any) -> str:
    return esc(value if isinstance(value, str) else str(value))


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {esc(name)}" if value is True else f' {esc(name)}="{_said(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_said(widget["value"])}"'
    return f'<input type="{esc(widget["type"])}" name="{esc(widget["name"])}"{value}{_attributes(widget)}>'


def _input_option(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    of = widget["attrs"].get("id")
    named = f' for="{esc(of)}"' if of else ""
    return f"<label{named}>{_input(widget)} {esc(widget['label'])}</label>"


def _inputs(widget: Widget) -> str:
    parts = []
    for group, options, _place in widget["optgroups"]:
        lines = "".join(f"<div>\n    {_input_option(option)}</div>" for option in options)
        parts.append(f"<div><label>{esc(group)}</label>{lines}</div>" if group else lines)
    attrs = "".join(f' {name}="{esc(widget["attrs"][name])}"' for name in ("id", "class") if widget["attrs"].get(name))
    return f"<div{attrs}>{''.join(parts)}\n</div>"


def _option(widget: Widget) -> str:
    label = "—" if widget["label"] == NOTHING_CHOSEN else widget["label"]
    return f'<option value="{_said(widget["value"])}"{_attributes(widget)}>{esc(label)}</option>'


def _select(widget: Widget) -> str:
    parts = []
    for group, options, _place in widget["optgroups"]:
        lines = "".join(f"\n  {_option(option)}" for option in options)
        parts.append(f'\n  <optgroup label="{esc(group)}">{lines}\n  </optgroup>' if group else lines)
    return f'<select name="{esc(widget["name"])}"{_attributes(widget)}>{"".join(parts)}\n</select>'


def _textarea(widget: Widget) -> str:
    value = esc(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{esc(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


_INPUTS = (
    "text",
    "number",
    "email",
    "url",
    "date",
    "datetime",
    "time",
    "hidden",
    "password",
    "checkbox",
    "input",
    "tel",
)
_DRAWN: dict[str, Callable[[Widget], str]] = {
    **dict.fromkeys(_INPUTS, _input),
    **dict.fromkeys(("radio_option", "checkbox_option", "input_option"), _input_option),
    **dict.fromkeys(("radio", "checkbox_select", "multiple_input"), _inputs),
    "select": _select,
    "select_option": _option,
    "textarea": _textarea,
}
_BY_TEMPLATE = {f"django/forms/widgets/{name}.html": draw for name, draw in _DRAWN.items()}


class HouseRenderer(DjangoTemplates):
    """The renderer of all forms."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = _BY_TEMPLATE.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return SafeString(draw(context["widget"]))
