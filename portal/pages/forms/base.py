"""A form that keeps what was typed and shows what a service said of it."""

from typing import Any

from django import forms

from governance.errors import Invalid


class ServiceForm(forms.Form):
    """`tell` puts each of a service's errors at its field; `names` maps names that differ.

    Fields are required only where the page itself can't go on; services say what is missing.
    """

    use_required_attribute = False
    names: dict[str, str] = {}

    def tell(self, error: Invalid) -> None:
        """Show a service's errors: at the field of that name, else on top with the name."""
        self.is_valid()
        for name, why in error.fields.items():
            place = self.names.get(name, name)
            if place in self.fields:
                self.add_error(place, why)
            else:
                self.add_error(None, why)

    def typed(self, name: str) -> Any:
        """What was typed into a field, cleaned where it could be."""
        return self.cleaned_data.get(name, self.data.get(self.add_prefix(name), ""))
