"""Lists of people to choose from."""

from django.forms import Field

from governance.models import User
from portal.pages.forms.inputs import offer


def offer_people(field: Field) -> None:
    """Everybody with an account in use; no service accounts."""
    rows = User.objects.filter(is_active=True, is_service=False)
    offer(field, [(one.pk, one.label) for one in rows.order_by("first_name", "username")])
