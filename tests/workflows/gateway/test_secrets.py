"""What opens Pitwall isn't handed to MLflow, and the workspace is the gateway's to name."""

from workflows.gateway.guard.passing import rewritten


def test_keys_sessions_and_the_client_s_workspace_stay_here():
    sent = [
        (b"host", b"pitwall.example"),
        (b"authorization", b"Bearer secret"),
        (b"cookie", b"pitwall_session=secret"),
        (b"x-mlflow-workspace", b"theirs"),
        (b"x_mlflow_workspace", b"theirs"),
    ]
    assert rewritten({"headers": sent}, "late-arrivals")["headers"] == [
        (b"host", b"pitwall.example"),
        (b"x-mlflow-workspace", b"late-arrivals"),
    ]
