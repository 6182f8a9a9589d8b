"""Filters that write figures, moments and keys in words."""

from __future__ import annotations

from django import template

from portal.components import formats, words

register = template.Library()

for _filter in (
    formats.measure,
    formats.claim,
    formats.signed,
    formats.thousands,
    formats.percent,
    formats.day,
    formats.clock,
    formats.moment,
    formats.seconds,
    formats.span,
    formats.since,
    formats.due,
    formats.ordinal_word,
    formats.short_hash,
    words.role_word,
    words.stage_word,
    words.initials,
):
    register.filter(_filter.__name__, _filter)
