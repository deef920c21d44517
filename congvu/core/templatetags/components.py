"""How the house's components (`<c-button …>`) are run: django-cotton turns them into these tags, and these draw them.

A desk shows a few hundred components, so that running one must cost next to nothing. What cotton itself does at every drawing
is done here once, when the page is compiled: reading the attributes, finding the component, its defaults and its painter. A
component is a file in templates/cotton; where that file only says `{% draw "row" %}`, the function of that name in
core/painting.py or core/listing.py draws it.

A component sees its attributes, its slots (`slot` is what stands in it without a name) and what the context processors give;
never the page's variables. The defaults in `<c-vars>` are constants.
"""

import inspect
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template import Context, Library, Node, NodeList, RequestContext, Template, TemplateSyntaxError
from django.template.base import Lexer, Parser, Token
from django.utils.safestring import SafeString
from django_cotton.tag_parser import parse_component_tag, parse_vars_tag
from django_cotton.templatetags import UnprocessableDynamicAttr, strip_quotes_with_status
from django_cotton.templatetags._component import PreparedValue

from congvu.core import listing, painting

register = Library()

Value = Callable[[Context], Any]
NO_SLOTS: dict[str, SafeString] = {}


# -- attributes: read once, asked at every drawing ----------------------------------------------------------------------
class Attribute:
    """One attribute of a component's tag: a constant, words with template tags in them, or (`:name`) the value of a variable."""

    __slots__ = ("accessible", "ask", "constant", "fallback", "key", "words")

    def __init__(self, key: str, written: Any, parser: Parser) -> None:
        value, quoted = strip_quotes_with_status(written)
        bound = key.startswith(":")
        self.key = key.removeprefix(":")
        self.accessible = self.key.replace("-", "_")
        self.constant: Any = None
        self.words: NodeList | None = None
        self.ask: PreparedValue | None = None
        self.fallback: Any = None
        if bound or (not quoted and isinstance(value, str) and value):
            self.ask, self.fallback = PreparedValue(value), None if bound else value
        elif isinstance(value, str) and ("{{" in value or "{%" in value):
            self.words = _compiled(value, parser)
        else:
            self.constant = value

    def value(self, context: Context) -> Any:
        """What it is now; None where a variable is missing: the component's default then holds."""
        if self.words is not None:
            return self.words.render(context)
        if self.ask is None:
            return self.constant
        try:
            return self.ask.resolve(context)
        except UnprocessableDynamicAttr:
            return self.fallback


def _compiled(words: str, parser: Parser) -> NodeList:
    """What stands between the quotes of an attribute, as the template around it would read it."""
    inner = Parser(Lexer(words).tokenize(), parser.libraries, [], parser.origin)
    inner.tags, inner.filters = dict(parser.tags), dict(parser.filters)
    return inner.parse()


# -- the component ------------------------------------------------------------------------------------------------------
class Component:
    """A component's file, read: its defaults, and the function that draws it or the template."""

    def __init__(self, template: Template) -> None:
        self.template = template
        nodes = list(template.nodelist)
        self.defaults = next((node.defaults for node in nodes if isinstance(node, VarsNode)), {})
        self.painter = next((node for node in nodes if isinstance(node, DrawNode)), None)
        self.own = set(self.painter.names) if self.painter else {key.replace("-", "_") for key in self.defaults}

    def drawn(self, given: dict[str, Any], rest: dict[str, Any], context: Context) -> str:
        """With what was given: attributes, slots, and `rest`, the attributes that go into its HTML as they are."""
        if self.painter:
            return self.painter.paint(given, rest, context)
        snapshot = _of_processors(context)
        inner = Context()
        if snapshot is not None:
            inner.dicts.append(snapshot)
        inner.dicts.append({**self.defaults, **given, "attrs": rest})
        vars(inner)["of_processors"] = snapshot
        inner.template = inner.render_context.template = self.template
        return self.template.nodelist.render(inner)


def _of_processors(context: Context) -> dict[str, Any] | None:
    """What the context processors gave the page; handed on from component to component."""
    kept: dict[str, Any] | None = vars(context).get("of_processors")
    if kept is None and isinstance(context, RequestContext):
        return context.dicts[context._processors_index]  # type: ignore[attr-defined]
    return kept


class ComponentNode(Node):
    def __init__(self, name: str, attributes: list[Attribute], nodelist: NodeList) -> None:
        self.name = name
        self.attributes = attributes
        self.nodelist = nodelist
        self.has_slots = bool(nodelist.get_nodes_by_type(SlotNode))
        self.component: Component | None = None

    def render(self, context: Context) -> str:
        component = self._component(context)
        own, given, rest = component.own, {}, {}
        for one in self.attributes:
            value = one.value(context)
            if one.accessible in own:
                if value is not None or one.ask is None:
                    given[one.accessible] = value
            elif value is not None:
                rest[one.key] = value
        slots, slot = self._content(context)
        return component.drawn({**slots, **given, "slot": slot}, rest, context)

    def _content(self, context: Context) -> tuple[dict[str, SafeString], str]:
        """The slots with a name, and all else that stands in the component."""
        if not self.nodelist:
            return NO_SLOTS, ""
        if not self.has_slots:
            return NO_SLOTS, self.nodelist.render(context)
        filled: list[dict[str, SafeString]] = vars(context).setdefault("slots_being_filled", [])
        filled.append({})
        try:
            return filled[-1], self.nodelist.render(context)
        finally:
            filled.pop()

    def _component(self, context: Context) -> Component:
        if self.component is None or settings.DEBUG:
            assert context.template is not None
            template = context.template.engine.get_template(f"cotton/{self.name.replace('-', '_')}.html")
            self.component = Component(template)
        return self.component


class SlotNode(Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        filled = vars(context).get("slots_being_filled")
        if not filled:
            raise TemplateSyntaxError("a slot stands in a component")
        filled[-1][self.name] = SafeString(self.nodelist.render(context))
        return ""


class VarsNode(Node):
    """The defaults of a component."""

    def __init__(self, defaults: dict[str, Any]) -> None:
        self.defaults = defaults

    def render(self, context: Context) -> str:
        return ""


class DrawNode(Node):
    """A component drawn by a function: its parameters are the component's attributes and slots, `css` is its `class`, `attrs`
    what else was said; `context` is the page's, for cells with templates of their own."""

    def __init__(self, name: str) -> None:
        self.function = getattr(painting, name, None) or getattr(listing, name)
        parameters = set(inspect.signature(self.function).parameters)
        self.takes_attrs, self.takes_context = "attrs" in parameters, "context" in parameters
        self.names = {"class" if name == "css" else name for name in parameters - {"attrs", "context"}}

    def paint(self, given: dict[str, Any], rest: dict[str, Any], context: Context) -> str:
        if "class" in given:
            given["css"] = given.pop("class")
        if "slot" not in self.names:
            given.pop("slot", None)
        if self.takes_attrs:
            given["attrs"] = rest
        if self.takes_context:
            given["context"] = context
        return self.function(**given)

    def render(self, context: Context) -> str:
        known = context.flatten()
        return self.paint({name: known[name] for name in self.names if name in known}, {}, context)


# -- the tags -----------------------------------------------------------------------------------------------------------
@register.tag("cotton")
def component_tag(parser: Parser, token: Token) -> ComponentNode:
    read = parse_component_tag(token.contents)
    attributes = [Attribute(key, value, parser) for key, value in read.attrs.items()]
    if token.contents.rstrip().endswith("/"):
        return ComponentNode(read.name, attributes, NodeList())
    nodelist = parser.parse(("endcotton",))
    parser.delete_first_token()
    return ComponentNode(read.name, attributes, nodelist)


@register.tag("cotton:slot")
def slot_tag(parser: Parser, token: Token) -> SlotNode:
    nodelist = parser.parse(("endcotton:slot",))
    parser.delete_first_token()
    return SlotNode(token.split_contents()[1], nodelist)


@register.tag("cotton:vars")
def vars_tag(parser: Parser, token: Token) -> VarsNode:
    read = parse_vars_tag(token.contents)
    defaults = {key.replace("-", "_"): strip_quotes_with_status(value)[0] for key, value in read.attrs.items()}
    if any(isinstance(value, str) and ("{{" in value or "{%" in value) for value in defaults.values()):
        raise TemplateSyntaxError("the defaults of a component are constants")
    return VarsNode({**defaults, **dict.fromkeys(read.empty_attrs, "")})


@register.tag("draw")
def draw_tag(parser: Parser, token: Token) -> DrawNode:
    return DrawNode(token.split_contents()[1].strip("\"'"))
