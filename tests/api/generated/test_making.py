"""The client is generated whole; what the generator can't express is known by name."""

import importlib

from tests.api.generated.making import Generated
from tests.fixtures.parts import ROOT

BATCH = "a batch that isn't JSON: send it through the client's httpx with this Content-Type"
FILE = "a file: its bytes are the `content` of what `sync_detailed` answers"
# By operation and media type; docs/api.md names them too.
INEXPRESSIBLE = {
    ("get_export_archive", "application/zip"): FILE,
    ("post_export", "application/jsonl"): FILE,
    **{
        (operation, media): BATCH
        for operation in ("post_scores", "post_feedback_batch")
        for media in ("application/x-ndjson", "text/csv", "application/vnd.apache.parquet")
    },
}


def test_the_generator_warns_of_media_types_it_has_no_word_for_and_of_nothing_else(
    generated: Generated,
):
    assert sorted(generated.warnings) == sorted(INEXPRESSIBLE)


def test_the_page_for_integrators_names_each_of_them():
    told = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for operation, media in INEXPRESSIBLE:
        assert f"`{operation}`" in told
        assert f"`{media}`" in told


def test_every_operation_became_a_function(generated: Generated):
    assert len(generated.operations) > 150
    for name in generated.operations:
        assert callable(generated.operation(name).sync_detailed), name


def test_every_model_can_be_imported(generated: Generated):
    for name in generated.models.__all__:
        assert getattr(generated.models, name)
    assert importlib.import_module("pitwall_client.errors").UnexpectedStatus
