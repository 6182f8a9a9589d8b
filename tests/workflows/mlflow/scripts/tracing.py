"""Functions traced, spans made by hand, an assessment by a person, a prompt; all found again."""

import json

import mlflow
from mlflow.entities import AssessmentSource, AssessmentSourceType, SpanType

mlflow.set_experiment("tracing")
prompt = mlflow.genai.register_prompt(
    "tracing-greeting", "Good day, {{name}}", tags={"tone": "warm"}
)


@mlflow.trace(span_type=SpanType.RETRIEVER, attributes={"top": 2})
def look_up(flight: str) -> list[str]:
    return [f"{flight} is late", f"{flight} was late"]


@mlflow.trace
def answer(flight: str) -> str:
    mlflow.update_current_trace(tags={"topic": "delays"})
    with mlflow.start_span("think", span_type=SpanType.CHAIN) as span:
        span.set_inputs({"flight": flight})
        span.set_outputs(look_up(flight))
    return prompt.format(name=flight)


@mlflow.trace
def fail() -> None:
    raise ValueError("no such flight")


with mlflow.start_run(run_name="traced") as run:
    said = answer("LX 1")
    first = mlflow.get_last_active_trace_id()
    try:
        fail()
    except ValueError:
        second = mlflow.get_last_active_trace_id()

person = AssessmentSource(source_type=AssessmentSourceType.HUMAN, source_id="ana")
mlflow.log_feedback(trace_id=first, name="right", value=True, rationale="Yes.", source=person)
mlflow.log_expectation(trace_id=first, name="expected", value="Good day", source=person)
mlflow.set_trace_tag(first, "checked", "yes")
trace = mlflow.get_trace(first)
rows = mlflow.search_traces(filter_string="tags.topic = 'delays'", return_type="list")
print(
    json.dumps(
        {
            "said": said,
            "spans": [
                (one.name, one.span_type, one.status.status_code.name, one.inputs, one.outputs)
                for one in trace.data.spans
            ],
            "tags": {name: value for name, value in trace.info.tags.items() if "." not in name},
            "assessments": sorted(
                (one.name, one.value, one.source.source_id) for one in trace.info.assessments
            ),
            "found": [one.info.trace_id == first for one in rows],
            "failed": mlflow.get_trace(second).info.state.name,
            "run": trace.info.trace_metadata["mlflow.sourceRun"] == run.info.run_id,
            "prompt": mlflow.genai.load_prompt("prompts:/tracing-greeting/1").template,
        }
    )
)
mlflow.MlflowClient().delete_traces(run.info.experiment_id, trace_ids=[first, second])
print(json.dumps({"left": len(mlflow.search_traces(return_type="list"))}))
