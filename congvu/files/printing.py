"""The one way to print: a typst template and its words in, a tagged PDF/A-2b out."""

import json
import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

_TEMPLATES = Path(__file__).resolve().parent / "typst"
_one_at_a_time = threading.Lock()


def render(template_name: str, data: dict[str, Any], *, at: datetime | None = None) -> bytes:
    """The PDF of a template ("official", "register", "stamp") filled with `data`: plain JSON values, shown literally
    and never read as code. `at` is the moment of printing kept in the PDF; with it, the same data give the same bytes.
    Raises typst.TypstError when the template lacks something."""
    moment = at or datetime.now(UTC)
    words = json.dumps(data, ensure_ascii=False)
    with _one_at_a_time:
        printed = _press(str(settings.FONTS)).compile(
            input=_template(template_name),
            sys_inputs={"data": words},
            format="pdf",
            pdf_standards=["a-2b"],
            timestamp=int(moment.timestamp()),
        )
    if not isinstance(printed, bytes):
        raise TypeError(f"{template_name}: typst printed {type(printed).__name__}")
    return printed


@cache
def _press(fonts: str) -> typst.Compiler:
    """The compiler with its fonts loaded once; it keeps what it has laid out before."""
    return typst.Compiler(root=str(_TEMPLATES), font_paths=[fonts], ignore_system_fonts=True)


@cache
def _template(name: str) -> bytes:
    return (_TEMPLATES / f"{name}.typ").read_bytes()
