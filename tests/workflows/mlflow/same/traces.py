"""Traces and their spans."""

from tests.workflows.mlflow.same.asking import Asking


def ask_all(ask: Asking, experiment: str) -> None:
    run = ask("create_run", experiment_id=experiment, run_name="traced").info.run_id
    first, second = (_trace(ask, experiment, name) for name in ("question", "answer"))
    ask("get_trace", trace_id=first, display=False, flush=True)
    ask("get_trace", trace_id="tr-" + "0" * 32, display=False)
    ask("set_trace_tag", trace_id=first, key="kind", value="hard")
    ask("set_trace_tag", trace_id=first, key="gone", value="soon")
    ask("delete_trace_tag", trace_id=first, key="gone")
    ask("link_traces_to_run", trace_ids=[first, second], run_id=run)
    ask("search_traces", locations=[experiment], run_id=run, order_by=["timestamp_ms ASC"])
    ask("unlink_traces_from_run", trace_ids=[second], run_id=run)
    prompt = ask("get_prompt_version", name="greeting", version=1)
    ask("link_prompt_versions_to_trace", prompt_versions=[prompt], trace_id=first)
    ask("search_traces", locations=[experiment], filter_string="tags.kind = 'hard'")
    ask("delete_traces", experiment_id=experiment, trace_ids=[second])
    ask("search_traces", locations=[experiment], include_spans=False)


def _trace(ask: Asking, experiment: str, name: str) -> str:
    root = ask(
        "start_trace",
        name=name,
        inputs={"flight": "LX 1"},
        attributes={"model": "forest"},
        tags={"team": "night"},
        experiment_id=experiment,
    )
    span = ask(
        "start_span",
        name="look up",
        trace_id=root.trace_id,
        parent_id=root.span_id,
        span_type="TOOL",
        inputs={"flight": "LX 1"},
    )
    ask(
        "end_span",
        trace_id=root.trace_id,
        span_id=span.span_id,
        outputs={"gate": "B4"},
        attributes={"hits": 1},
    )
    ask("end_trace", trace_id=root.trace_id, outputs={"late": True}, status="OK")
    return str(root.trace_id)
