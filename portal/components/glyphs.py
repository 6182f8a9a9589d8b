"""Pitwall's own glyphs: one a role, and the marks of the timing tower."""

from __future__ import annotations

_SHIELD = "M8 1.8 13 3.5v4c0 3.3-2 5.6-5 6.8-3-1.2-5-3.5-5-6.8v-4z"

# Drawn on a square of 16; the value is the inside of the <svg>.
GLYPHS = {
    "r-analyst": '<circle cx="8" cy="8" r="6.25"/><circle cx="8" cy="8" r="2.8"/>'
    '<path d="M8 8v.01" stroke-width="2"/>',
    "r-data_scientist": '<path d="M2 13.5c3.5 0 3.8-10.5 6-10.5s2.5 10.5 6 10.5"/>'
    '<path d="M8 3v10.5" stroke-dasharray="1.5 2.2"/>',
    "r-data_engineer": '<ellipse cx="8" cy="3.8" rx="5.2" ry="2"/>'
    '<path d="M2.8 3.8v8.4c0 1.1 2.3 2 5.2 2s5.2-.9 5.2-2V3.8'
    'M2.8 8c0 1.1 2.3 2 5.2 2s5.2-.9 5.2-2"/>',
    "r-it": '<rect x="2" y="2.5" width="12" height="4.8" rx="1"/>'
    '<rect x="2" y="8.7" width="12" height="4.8" rx="1"/>'
    '<path d="M4.8 4.9h.01M4.8 11.1h.01M8 4.9h3.5M8 11.1h3.5"/>',
    "r-app_developer": '<path d="m5 4-3.5 4L5 12M11 4l3.5 4L11 12M9.3 2.8 6.7 13.2"/>',
    "r-devops": '<path d="M8 8C6.5 5.8 5.5 5 4.2 5a3 3 0 0 0 0 6C5.5 11 6.5 10.2 8 8'
    's2.5-3 3.8-3a3 3 0 0 1 0 6c-1.3 0-2.3-.8-3.8-3z"/>',
    "r-officer": f'<path d="{_SHIELD}"/><path d="m5.8 7.9 1.7 1.7 2.9-3.2"/>',
    "r-validator": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.3 3.3'
    'M5 7l1.5 1.5L9.2 5.6"/>',
    "r-auditor": '<path d="M1.5 8C3 5 5.3 3.5 8 3.5S13 5 14.5 8C13 11 10.7 12.5 8 12.5'
    'S3 11 1.5 8z"/><circle cx="8" cy="8" r="2"/>',
    "r-administrator": '<circle cx="5" cy="11" r="3"/><path d="m7.2 8.8 6.3-6.3'
    'M11 5l2 2M9 7l1.5 1.5"/>',
    "s-best": '<path d="M8 1.5 14.5 8 8 14.5 1.5 8z" fill="currentColor"/>',
    "s-good": '<path d="M8 2.5 14.5 13.5h-13z" fill="currentColor"/>',
    "s-slow": '<path d="M8 13.5 1.5 2.5h13z" stroke-width="2"/>',
    "s-bad": '<path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z" fill="currentColor"/>',
    "s-live": '<circle cx="8" cy="8" r="5.5" stroke-width="2"/>'
    '<circle cx="8" cy="8" r="2" fill="currentColor"/>',
}
