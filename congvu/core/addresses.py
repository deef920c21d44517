"""Addresses of pages, found once: a list names the pages of fifty records, and only their handles differ."""

import functools
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_SIGN = "zzSIGNzz"  # stands for an argument while the address is found


def address(name: str, *args: Any) -> str:
    """What `reverse` gives for a page whose arguments are handles, verbs and such: letters, figures, hyphens."""
    try:
        is_plain = all(args) and (not args or _PLAIN.fullmatch("".join(args)))
    except TypeError:  # a number among them
        is_plain = False
    if not is_plain:
        return reverse(name, args=args)
    first, *following = _pieces(name, len(args), get_script_prefix(), settings.ROOT_URLCONF)
    return first + "".join([arg + piece for arg, piece in zip(args, following, strict=True)])


def own_address(address: str | None, request: HttpRequest) -> str:
    """An address of ours as it is; anything else becomes the start."""
    safe = url_has_allowed_host_and_scheme(address or "", {request.get_host()}, require_https=request.is_secure())
    return str(address) if address and safe else "/"


def addresses(names: Iterable[str]) -> list[str]:
    """The addresses of pages without arguments."""
    prefix, urlconf = get_script_prefix(), settings.ROOT_URLCONF
    return [_pieces(name, 0, prefix, urlconf)[0] for name in names]


@functools.lru_cache(maxsize=1024)
def _pieces(name: str, count: int, prefix: str, urlconf: str) -> list[str]:
    return reverse(name, args=[_SIGN] * count).split(_SIGN)
