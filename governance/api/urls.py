"""Addresses for people, rules and the record."""

from django.urls import path

from governance.api import people, policies, record

urlpatterns = [
    path("me/", people.Me.as_view()),
    path("people/", people.People.as_view()),
    path("people/<int:pk>/deactivate/", people.PersonDeactivation.as_view()),
    path("people/<int:pk>/site-roles/", people.SiteRoles.as_view()),
    path("people/<int:pk>/site-roles/end/", people.SiteRoleEnd.as_view()),
    path("tokens/", people.Tokens.as_view()),
    path("tokens/<slug:key>/", people.Token.as_view()),
    path("delegations/", people.Delegations.as_view()),
    path("delegations/<int:pk>/revoke/", people.DelegationEnd.as_view()),
    path("policies/", policies.Policies.as_view()),
    path("policies/<int:pk>/draft/", policies.PolicyDraft.as_view()),
    path("policies/<int:pk>/versions/", policies.PolicyVersions.as_view()),
    path("ledger/", record.Entries.as_view()),
    path("ledger/<int:pk>/receipt/", record.Receipt.as_view()),
    path("dead-letters/", record.DeadLetters.as_view()),
    path("dead-letters/<int:pk>/retry/", record.DeadLetterRetry.as_view()),
]
