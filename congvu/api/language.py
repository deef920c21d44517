"""The language a machine asks for by Accept-Language; Vietnamese when it asks for none of ours."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = dict(settings.LANGUAGES)


@lru_cache(maxsize=500)
def language_of(header: str) -> str:
    wanted = (code.partition("-")[0] for code, _weight in parse_accept_lang_header(header))
    return next((code for code in wanted if code in LANGUAGES), settings.LANGUAGE_CODE)
