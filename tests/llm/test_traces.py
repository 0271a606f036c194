"""Calls of models become OpenTelemetry spans where that is switched on, and no text of people is in them."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.conftest import OpenEngine
from tests.digest.handbook import shared
from tests.llm.conftest import Open
from tests.llm.script import Fail, Say, set_to
from tests.llm.server import ProviderServer
from tests.llm.talk import RESPONSES, conversation, hear
from tests.talk import tell

SECRET_WORDS = ("zanzibar", "xylophone", "quokka", "0113 496")
"""Of a person, of a model, of a refused answer, of a document."""
SAID = "A zanzibar receptionist, please."
ANSWER = {"reply": "A xylophone of an idea.", "changes": [set_to("role", "receptionist")]}


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    """OpenTelemetry has one provider of traces a process, as `opentelemetry-instrument` sets it."""
    exporter, tracing = InMemorySpanExporter(), TracerProvider()
    tracing.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(tracing)
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> InMemorySpanExporter:
    exporter.clear()
    return exporter


def names(spans: InMemorySpanExporter) -> list[str]:
    return [span.name for span in spans.get_finished_spans()]


async def test_a_call_is_a_span_with_its_model_and_its_tokens(
    provider: ProviderServer, opened: Open, spans: InMemorySpanExporter, model: str
) -> None:
    provider.says(ANSWER)
    await hear(opened(model, llm_traces=True), conversation(SAID))
    call = next(span for span in spans.get_finished_spans() if span.name.startswith("chat "))
    assert call.attributes is not None
    assert call.attributes["gen_ai.request.model"] == provider.calls[0].model
    assert call.attributes["gen_ai.usage.input_tokens"] == provider.calls[0].prompt.tokens
    assert any("interviewer" in name for name in names(spans))


async def test_nothing_is_traced_unless_it_is_switched_on(
    provider: ProviderServer, opened: Open, spans: InMemorySpanExporter
) -> None:
    provider.says(ANSWER)
    await hear(opened(RESPONSES), conversation(SAID))
    assert names(spans) == []


async def test_no_text_is_in_any_span_whatever_a_model_does(
    provider: ProviderServer, opened: Open, spans: InMemorySpanExporter, model: str, replica: OpenEngine
) -> None:
    broken = Say('{"reply": "a quokka", "changes": 7')
    refused = {"reply": "A quokka.", "changes": [set_to("tone", "quokka " * 400)]}
    document = shared("Ring 0113 496 0177.\n\n\fThe zanzibar room is closed.")
    provider.says(ANSWER, refused, refused, broken, broken, Fail(500), {"facts": [{"at": 9, "text": "quokka 300"}]})
    provider.otherwise = lambda _: Fail(400)
    engine = await replica(opened(model, llm_traces=True))
    for said in (SAID, "Make it zanzibar.", "And zanzibar again.", "Once more zanzibar.", document):
        await tell(engine, said)
    finished = spans.get_finished_spans()
    assert any(span.events for span in finished), "failures are told"
    told = "".join(str(span.to_json()) for span in finished).lower()
    assert [word for word in SECRET_WORDS if word in told] == []
