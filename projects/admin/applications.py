"""Applications and their contracts at the console, to read."""

from django.contrib import admin

from governance.admin.base import ReadOnlyAdmin, ReadOnlyInline
from governance.admin.site import site
from projects.models import Application, ApplicationVersion, ContractRevision


class VersionInline(ReadOnlyInline):
    model = ApplicationVersion
    fields = ("version", "deployed_at", "deployed_by")


class ContractInline(ReadOnlyInline):
    model = ContractRevision
    fields = ("number", "smoke_result", "smoke_version", "author", "created_at")
    show_change_link = True
    ordering = ("-number",)


@admin.register(Application, site=site)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ("title", "use_case", "owner", "status")
    list_filter = ("status",)
    list_select_related = ("use_case", "owner")
    search_fields = ("title", "key")
    inlines = (ContractInline, VersionInline)


@admin.register(ContractRevision, site=site)
class ContractRevisionAdmin(ReadOnlyAdmin):
    list_display = ("application", "number", "smoke_result", "smoke_version", "author")
    list_filter = ("smoke_result",)
    list_select_related = ("application", "author")
