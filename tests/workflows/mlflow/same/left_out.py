"""Methods that don't answer as on a plain server, or ask no server anything, and why."""

_WORKSPACES = "Workspaces belong to use cases: Pitwall makes them, a key names one, and clients get no others."
_WEBHOOKS = "Closed: a webhook would carry a use case's events to any address, past Pitwall."
_MCP = "Closed: Pitwall doesn't govern the registry of MCP servers."

LEFT_OUT = {
    **dict.fromkeys(
        (
            "create_workspace",
            "delete_workspace",
            "get_workspace",
            "list_workspaces",
            "update_workspace",
        ),
        _WORKSPACES,
    ),
    **dict.fromkeys(
        (
            "create_webhook",
            "delete_webhook",
            "get_webhook",
            "list_webhooks",
            "test_webhook",
            "update_webhook",
        ),
        _WEBHOOKS,
    ),
    **dict.fromkeys(
        (
            "create_mcp_access_endpoint",
            "create_mcp_server",
            "create_mcp_server_version",
            "delete_mcp_access_endpoint",
            "delete_mcp_server",
            "delete_mcp_server_alias",
            "delete_mcp_server_tag",
            "delete_mcp_server_version",
            "delete_mcp_server_version_tag",
            "get_latest_mcp_server_version",
            "get_mcp_access_endpoint",
            "get_mcp_server",
            "get_mcp_server_version",
            "get_mcp_server_version_by_alias",
            "refresh_mcp_server_version_tools",
            "search_mcp_access_endpoints",
            "search_mcp_server_versions",
            "search_mcp_servers",
            "set_mcp_server_alias",
            "set_mcp_server_tag",
            "set_mcp_server_version_tag",
            "update_mcp_access_endpoint",
            "update_mcp_server",
            "update_mcp_server_version",
        ),
        _MCP,
    ),
}
