"""Which of allauth's addresses are open: those of signing in and out, and of one's own password."""

from allauth.account import urls

# An address of mail is an administrator's to give, through the service that records it: whoever
# came by a session for a moment would change it here, unproven, and have a new password sent there.
CLOSED = frozenset({"account_email", "account_email_verification_sent", "account_confirm_email"})

urlpatterns = [one for one in urls.urlpatterns if one.name not in CLOSED]
