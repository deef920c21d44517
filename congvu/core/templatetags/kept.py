"""Parts of a page that are the same for everyone, drawn once and kept.

    {% kept theme %} … {% fresh %}{{ actor.person }}{% endfresh %} … {% endkept %}

What stands in `kept` is drawn once for each language and each value of what is named behind it, and may depend on nothing else;
what does depend on the person or the moment stands in `fresh` and is drawn every time, with the page's own variables (not those
of a loop around it). Nothing of a person is kept: name only what has few values and says nothing of anybody, as the theme does.
"""

import secrets
from typing import Any

from django.conf import settings
from django.template import Context, Library, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = Library()

MOST = 512  # values kept of one part; beyond them it begins afresh
_GAP = secrets.token_hex(16)  # stands where something fresh goes; no page can know it


class KeptNode(Node):
    def __init__(self, named: list[FilterExpression], nodelist: NodeList) -> None:
        self.named = named
        self.nodelist = nodelist
        self.kept: dict[tuple[Any, ...], list[str | NodeList]] = {}

    def render(self, context: Context) -> SafeString:
        values = tuple(one.resolve(context) for one in self.named)
        key = (get_language(), get_script_prefix(), id(settings.STORAGES), *values)
        pieces = self.kept.get(key)
        if pieces is None:
            if len(self.kept) >= MOST:
                self.kept.clear()
            pieces = self.kept[key] = self._pieces(context)
        return SafeString("".join(p if isinstance(p, str) else p.render(context) for p in pieces))

    def _pieces(self, context: Context) -> list[str | NodeList]:
        """The part cut at its gaps: words, and what is drawn afresh between them."""
        outer = vars(context).get("gaps")
        gaps: list[NodeList] = []
        vars(context)["gaps"] = gaps
        try:
            words = str(self.nodelist.render(context)).split(_GAP)
        finally:
            vars(context)["gaps"] = outer
        pieces: list[str | NodeList] = [words[0]]
        for gap, following in zip(gaps, words[1:], strict=True):
            pieces += [gap, following]
        return pieces


class FreshNode(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        gaps: list[NodeList] | None = vars(context).get("gaps")
        if gaps is None:
            return self.nodelist.render(context)
        gaps.append(self.nodelist)
        return SafeString(_GAP)


@register.tag("kept")
def kept_tag(parser: Parser, token: Token) -> KeptNode:
    named = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(named, nodelist)


@register.tag("fresh")
def fresh_tag(parser: Parser, token: Token) -> FreshNode:
    nodelist = parser.parse(("endfresh",))
    parser.delete_first_token()
    return FreshNode(nodelist)
