"""Which addresses a channel may have: services by a list, and no setting that reaches further.

They are written as Apprise writes them (slack://…), or as Slack, Discord, Google and Microsoft
give them out for their webhooks. What an address says beside the place is kept to a list too: a
template would be read from this machine's disk, and waits and retries would hold a worker.
"""

from urllib.parse import parse_qsl, urlsplit

LONGEST = 2000
SERVICES = {
    "slack": "Slack",
    "workflows": "Microsoft Teams",
    "workflow": "Microsoft Teams",
    "discord": "Discord",
    "gchat": "Google Chat",
    "mmost": "Mattermost",
    "mmosts": "Mattermost",
    "rocket": "Rocket.Chat",
    "rockets": "Rocket.Chat",
    "matrix": "Matrix",
    "matrixs": "Matrix",
    "zulip": "Zulip",
    "wxteams": "Webex",
    "nctalk": "Nextcloud Talk",
    "nctalks": "Nextcloud Talk",
    "tgram": "Telegram",
    "ntfy": "ntfy",
    "ntfys": "ntfy",
    "gotify": "Gotify",
    "gotifys": "Gotify",
    "pagerduty": "PagerDuty",
    "opsgenie": "Opsgenie",
    "json": "JSON to a web address",
    "jsons": "JSON to a web address",
}
# Webhooks as their services give them out, by the host's end.
WEBHOOKS = {
    "hooks.slack.com": "Slack",
    "discord.com": "Discord",
    "chat.googleapis.com": "Google Chat",
    ".logic.azure.com": "Microsoft Teams",
    ".api.powerplatform.com": "Microsoft Teams",
}
# What may stand behind the question mark: how a message looks, and what webhooks themselves need.
SETTINGS = frozenset(
    {
        "api-version", "avatar", "blocks", "channel", "fields", "footer", "format", "group", "id",
        "image", "key", "message", "method", "mode", "priority", "region", "severity", "sig", "sp",
        "sv", "tags", "thread", "thread_id", "threadkey", "timestamp", "to", "token", "tts",
        "version",
    }
)  # fmt: skip


def service_of(address: str) -> str:
    """The service that an address belongs to, in words. Raises ValueError, with what is wrong.

    The message never repeats the address: it is a secret.
    """
    if len(address) > LONGEST or not address.isprintable() or " " in address:
        raise ValueError(f"Write one address of at most {LONGEST} characters, without spaces.")
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        raise ValueError("This isn't an address; write one such as slack://…") from None
    service = _webhook(host) if parts.scheme == "https" else SERVICES.get(parts.scheme, "")
    if not service:
        known = ", ".join(sorted(SERVICES))
        raise ValueError(f"Addresses that begin like this aren't sent to. Those that are: {known}.")
    if not host:
        raise ValueError("The address names no place; write what follows the two slashes.")
    _only_known_settings(parts.query)
    return service


def _webhook(host: str) -> str:
    found = (
        name
        for end, name in WEBHOOKS.items()
        if host == end or (end.startswith(".") and host.endswith(end))
    )
    return next(found, "")


def _only_known_settings(query: str) -> None:
    names = {name.lower() for name, _value in parse_qsl(query, keep_blank_values=True)}
    refused = sorted(name for name in names if name not in SETTINGS)
    if refused:
        shown = ", ".join("".join(c if c.isalnum() else "_" for c in one)[:20] for one in refused)
        raise ValueError(f"Leave these settings out of the address: {shown}.")
