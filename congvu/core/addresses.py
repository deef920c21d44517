"""Addresses of pages, found once: a list names the pages of fifty records, and only their handles differ."""

import functools
import re

from django.urls import get_script_prefix, get_urlconf, reverse

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_SIGN = "zzSIGNzz"  # stands for an argument while the address is found


def address(name: str, *args: str) -> str:
    """What `reverse` gives for a page whose arguments are handles, verbs and such: letters, figures, hyphens."""
    if not all(type(arg) is str and _PLAIN.fullmatch(arg) for arg in args):
        return reverse(name, args=args)
    first, *following = _pieces(name, len(args), get_script_prefix(), get_urlconf())
    return first + "".join(arg + piece for arg, piece in zip(args, following, strict=True))


@functools.lru_cache(maxsize=1024)
def _pieces(name: str, count: int, prefix: str, urlconf: str | None) -> list[str]:
    return reverse(name, args=[_SIGN] * count).split(_SIGN)
