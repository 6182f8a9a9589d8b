"""What people wrote, as a page shows it: escaped, with links, and mentions set off."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from governance.models import User
from projects import mentions


def html(text: str, mentioned: Iterable[User], reader_id: int | None) -> SafeString:
    """The text in paragraphs; whoever it mentions stands out, and the reader more so."""
    # Its pieces are escaped already; what is added are paragraphs.
    return mark_safe(linebreaks(_inline(text, mentioned, reader_id)))  # noqa: S308


def line(text: str, mentioned: Iterable[User], reader_id: int | None) -> SafeString:
    """The same for one line."""
    return _inline(text, mentioned, reader_id)


def _inline(text: str, mentioned: Iterable[User], reader_id: int | None) -> SafeString:
    people = {one.username.lower(): one for one in mentioned}
    found = (_piece(piece, user, reader_id) for piece, user in mentions.pieces(text, people))
    return format_html_join("", "{}", ((one,) for one in found))


def _piece(piece: str, user: User | None, reader_id: int | None) -> SafeString:
    if user is None:
        # urlize escapes what it is given.
        return mark_safe(urlize(piece, nofollow=True, autoescape=True))  # noqa: S308
    you = mark_safe(" data-you") if user.pk == reader_id else ""
    return format_html('<b class="mention" title="{}"{}>{}</b>', user.label, you, piece)
