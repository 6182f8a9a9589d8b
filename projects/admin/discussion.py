"""Discussion at the console: an officer erases a text or a file that mustn't stay."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.actors import Actor
from governance.admin.acts import Act
from governance.admin.base import ReadOnlyAdmin
from governance.admin.site import site
from governance.words import SiteRole
from projects.models import Attachment, Comment, WorkItem
from projects.services import attachments, comments

OFFICERS = frozenset({SiteRole.OFFICER})


def _erase(actor: Actor, row: Comment, values: Mapping[str, Any], now: datetime) -> str:
    comments.erase(actor=actor, comment_id=row.pk, now=now)
    return _("The text is gone; its hash stays in the record.")


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300)


def _erase_file(actor: Actor, row: Attachment, values: Mapping[str, Any], now: datetime) -> str:
    attachments.erase(actor=actor, attachment_id=row.pk, reason=values["reason"], now=now)
    return _("The file is gone; its hash stays in the record.")


@admin.register(Comment, site=site)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ("author", "subject_type", "subject_id", "scope", "created_at", "erased_at")
    list_filter = ("subject_type", "scope")
    list_select_related = ("author", "scope")
    acts = (
        Act("erase", gettext_lazy("Erase the text"), _erase, OFFICERS,
            fits=lambda row: row.erased_at is None),
    )  # fmt: skip


@admin.register(WorkItem, site=site)
class WorkItemAdmin(ReadOnlyAdmin):
    list_display = ("title", "owner", "due", "scope", "done_at")
    list_filter = ("scope",)
    list_select_related = ("owner", "scope")
    search_fields = ("title",)


@admin.register(Attachment, site=site)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("name", "media_type", "size", "scope", "added_by", "added_at", "erased_at")
    list_filter = ("scope",)
    list_select_related = ("scope", "added_by")
    acts = (
        Act("erase", gettext_lazy("Erase the file"), _erase_file, OFFICERS, ReasonForm,
            fits=lambda row: row.erased_at is None),
    )  # fmt: skip
