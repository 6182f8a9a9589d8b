"""Discussion at the console: an officer erases a text that mustn't stay."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin

from governance.actors import Actor
from governance.admin.acts import Act
from governance.admin.base import ReadOnlyAdmin
from governance.admin.site import site
from governance.words import SiteRole
from projects.models import Comment, WorkItem
from projects.services import comments

OFFICERS = frozenset({SiteRole.OFFICER})


def _erase(actor: Actor, row: Comment, values: Mapping[str, Any], now: datetime) -> str:
    comments.erase(actor=actor, comment_id=row.pk, now=now)
    return "The text is gone; its hash stays in the record."


@admin.register(Comment, site=site)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ("author", "subject_type", "subject_id", "scope", "created_at", "erased_at")
    list_filter = ("subject_type", "scope")
    list_select_related = ("author", "scope")
    acts = (
        Act("erase", "Erase the text", _erase, OFFICERS,
            fits=lambda row: row.erased_at is None),
    )  # fmt: skip


@admin.register(WorkItem, site=site)
class WorkItemAdmin(ReadOnlyAdmin):
    list_display = ("title", "owner", "due", "scope", "done_at")
    list_filter = ("scope",)
    list_select_related = ("owner", "scope")
    search_fields = ("title",)
