"""Addresses of the sign-in: allauth's, but for the pages by which people would move their mail.

Notices and the letter that renews a password go to the address that an administrator gave. Whoever
found a browser open could put another there, unasked and unrecorded, and have the account for good.
"""

from allauth.account.urls import urlpatterns as theirs

CLOSED = {"account_email", "account_email_verification_sent", "account_confirm_email"}

urlpatterns = [one for one in theirs if one.name not in CLOSED]
