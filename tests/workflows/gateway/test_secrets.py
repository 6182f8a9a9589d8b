"""What opens Pitwall isn't handed to another server."""

from workflows.gateway import passing


def test_keys_and_sessions_stay_here():
    sent = [
        (b"Host", b"pitwall.example"),
        (b"Authorization", b"Bearer secret"),
        (b"Cookie", b"pitwall_session=secret"),
        (b"Connection", b"keep-alive, x-mine"),
        (b"X-Mine", b"1"),
        (b"X-MLFLOW-WORKSPACE", b"late-arrivals"),
    ]
    assert passing._end_to_end(sent, also=passing.OURS) == [
        (b"x-mlflow-workspace", b"late-arrivals")
    ]
