"""The lines of the desk and of search, for their pages."""

from django import template

from congvu.desk import lines

register = template.Library()
register.simple_tag(lines.work_lines)
register.simple_tag(lines.found_lines)
register.simple_tag(lines.facet_panels)
