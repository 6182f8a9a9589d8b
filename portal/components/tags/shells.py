"""Shells around what a page writes: sections, cards, acts, notices, dialogs."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.components.formats import anchor, day, moment

register = template.Library()

NOTICE_ICONS = {"bad": "triangle-alert", "slow": "clock", "good": "check", "accent": "s-live"}


@register.simple_block_tag
def panel(
    content: SafeString,
    title: str,
    id: str = "",  # noqa: A002 (named as in HTML)
    note: str = "",
    href: str = "",
    link: str = "",
    level: int = 2,
    term: str = "",
) -> SafeString:
    """A section: a hairline, a name, and what it says; `term` explains its name on request."""
    return render_to_string(
        "components/panel.html",
        {
            "content": content,
            "title": title,
            "id": id or anchor(title),
            "note": note,
            "href": href,
            "link": link,
            "level": level,
            "term": term,
        },
    )


@register.simple_block_tag
def card(
    content: SafeString,
    title: str = "",
    lift: bool = False,
    level: int = 2,
    id: str = "",  # noqa: A002 (named as in HTML)
) -> SafeString:
    """Raised paper, for one movable thing; `lift` when it asks for an act."""
    return render_to_string(
        "components/card.html",
        {
            "content": content,
            "title": title,
            "lift": lift,
            "level": level,
            "id": id or anchor(title),
        },
    )


@register.simple_block_tag
def act(
    content: SafeString,
    title: str,
    href: str = "",
    kicker: str = "",
    why: str = "",
    due: str = "",
    due_tone: str = "slow",
    level: int = 2,
) -> SafeString:
    """The next act: the only raised paper with the accent edge, once a page."""
    return render_to_string(
        "components/act.html",
        {
            "content": content,
            "title": title,
            "href": href,
            "kicker": kicker or _("Next act"),
            "why": why,
            "due": due,
            "due_tone": due_tone,
            "level": level,
        },
    )


@register.simple_block_tag
def notice(
    content: SafeString, title: str, tone: str = "", icon: str = "", who: str = ""
) -> SafeString:
    """Something to know; `who` names the people who can do something about it."""
    return render_to_string(
        "components/notice.html",
        {
            "content": content,
            "title": title,
            "tone": tone,
            "icon": icon or NOTICE_ICONS.get(tone, "info"),
            "who": who,
        },
    )


@register.simple_block_tag
def refusal(
    content: SafeString,
    what: str,
    why: str,
    who_can: str = "",
    who_lifts: str = "",
    href: str = "",
    link: str = "",
) -> SafeString:
    """A refusal: what isn't possible, why, who can, and who can lift it."""
    return render_to_string(
        "components/refusal.html",
        {
            "content": content,
            "what": what,
            "why": why,
            "who_can": who_can,
            "who_lifts": who_lifts,
            "href": href,
            "link": link,
        },
    )


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: str) -> SafeString:  # noqa: A002
    """A question in front of the page; opened by a button with `data-opens`."""
    return render_to_string(
        "components/dialog.html", {"content": content, "id": id, "title": title}
    )


@register.simple_block_tag
def empty(content: SafeString, title: str, text: str = "", level: int = 3) -> SafeString:
    """Nothing here yet, why, and where to go instead."""
    return render_to_string(
        "components/empty.html",
        {"content": content, "title": title, "text": text, "level": level},
    )


@register.simple_block_tag
def wait(
    content: SafeString,
    title: str,
    href: str = "",
    why: str = "",
    do_text: str = "",
    do_href: str = "",
    do_what: str = "",
) -> SafeString:
    """A row that waits: what, why, since and due in the content, one act."""
    return render_to_string(
        "components/wait.html",
        {
            "content": content,
            "title": title,
            "href": href,
            "why": why,
            "do_text": do_text,
            "do_href": do_href or href,
            "do_what": do_what or title,
        },
    )


@register.simple_block_tag
def remark(
    content: SafeString, name: str, role: str = "", when: datetime | date | str = ""
) -> SafeString:
    """Something said in a discussion, by whom and when."""
    return render_to_string(
        "components/remark.html",
        {"content": content, "name": name, "role": role, **_when(when)},
    )


def _when(when: datetime | date | str) -> dict[str, str]:
    if isinstance(when, datetime):
        return {"when": moment(when), "stamp": when.isoformat()}
    if isinstance(when, date):
        return {"when": day(when), "stamp": when.isoformat()}
    return {"when": when, "stamp": ""}


@register.simple_block_tag
def twin(content: SafeString, summary: str = "") -> SafeString:
    """What a drawing shows, in words and figures, folded away under it."""
    return render_to_string(
        "components/twin.html", {"content": content, "summary": summary or _("The same as a table")}
    )


@register.simple_block_tag
def scroll(content: SafeString, label: str) -> SafeString:
    """A region that may scroll sideways, reachable by keyboard and named."""
    return render_to_string("components/scroll.html", {"content": content, "label": label})
