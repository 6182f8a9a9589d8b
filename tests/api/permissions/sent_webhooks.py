"""What is sent about webhooks, of the use case and of the site."""

from governance.models import Webhook, WebhookMessage
from tests.api.permissions.people import Person
from tests.api.permissions.place import Place
from tests.api.permissions.requests import Sent, here, send, sends

HOOK = {"name": "other", "address": "https://93.184.216.34/other", "events": ["release.live"]}


def _hook(place: Place, of: str) -> Webhook:
    return place.site_hook if of == "of the site" else here(Webhook)(place)


def _message(place: Place, of: str) -> WebhookMessage:
    hook = _hook(place, of)
    return WebhookMessage.objects.create(
        webhook=hook, scope=hook.scope, event="webhook.test", in_turn=False,
        created_at=place.now, due_at=place.now, done_at=place.now,
    )  # fmt: skip


def _webhooks(of: str, **where) -> None:
    def on(method: str, address: str, body=None) -> None:
        sends(f"{method} webhooks/<id>/{address} {of}")(
            lambda place, _person: Sent({"pk": _hook(place, of).pk}, body)
        )

    send(f"POST webhooks/ {of}", **HOOK, **where)

    @sends(f"POST webhooks/<id>/resume/ {of}")
    def resume(place: Place, _person: Person) -> Sent:
        Webhook.objects.update(state="paused")
        return Sent({"pk": _hook(place, of).pk})

    on("GET", "")
    on("PATCH", "", {"name": "renamed"})
    on("DELETE", "")
    on("GET", "messages/")
    for verb in ("pause", "test", "rotate"):
        on("POST", f"{verb}/", {} if verb == "rotate" else None)
    sends(f"POST webhooks/messages/<id>/redeliver/ {of}")(
        lambda place, _person: Sent({"pk": _message(place, of).pk})
    )


_webhooks("of a use case", use_case=lambda place: place.case.slug)
_webhooks("of the site")


@sends("GET webhooks/ of a use case")
def webhooks(_place: Place, _person: Person) -> Sent:
    return Sent()
