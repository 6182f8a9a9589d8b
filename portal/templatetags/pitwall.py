"""Pitwall's tag library: every component by its name, a builtin of all templates."""

from __future__ import annotations

from django import template

from portal.components.tags import drawings, filters, forms, loop, marks, people, shells, work

register = template.Library()

for _room in (marks, people, loop, work, drawings, shells, forms, filters):
    register.tags.update(_room.register.tags)
    register.filters.update(_room.register.filters)
