"""The catalog's data keeps the promises that exporters and models rely on."""

from jsonschema import Draft202012Validator

from engine.document.changes import Accept, add, apply
from engine.document.spec import AgentSpec
from engine.tools.catalog import CATALOG, SYSTEM_VALUES, CatalogEntry, tool_from
from engine.tools.terms import concepts, trades
from tests.each import for_each

NEEDED = [
    "check_availability", "book_appointment", "reschedule_appointment", "cancel_appointment", "make_reservation",
    "book_viewing", "schedule_callback", "set_reminder", "lookup_order", "place_order", "track_shipment",
    "start_return", "create_refund", "take_payment", "check_inventory", "lookup_customer", "lookup_account",
    "verify_identity", "create_lead", "update_crm", "create_ticket", "check_ticket", "report_outage", "lookup_policy",
    "file_claim", "check_application_status", "lookup_property", "request_prescription_refill",
    "search_knowledge_base", "record_survey_answer", "collect_voicemail", "send_sms", "send_email",
    "transfer_to_human", "end_call",
]  # fmt: skip

every_entry = for_each("entry", CATALOG.values(), ids=list(CATALOG))


def test_every_tool_that_the_first_version_promises_is_there() -> None:
    assert set(NEEDED) <= set(CATALOG)


@every_entry
def test_a_catalog_tool_enters_a_spec_and_can_be_accepted(entry: CatalogEntry) -> None:
    spec = apply(AgentSpec(), add("tools", tool_from(entry.id, "books appointments")))
    assert isinstance(spec, AgentSpec)
    accepted = apply(spec, Accept(tool=entry.id))
    assert isinstance(accepted, AgentSpec)
    assert accepted.accepted_tools()[0].because == "books appointments"


@every_entry
def test_a_description_says_when_and_when_not_in_40_to_1000_characters(entry: CatalogEntry) -> None:
    assert 40 <= len(entry.description) <= 1000
    assert entry.when in entry.description
    assert entry.when_not in entry.description


@every_entry
def test_parameters_are_json_schema_and_each_is_described(entry: CatalogEntry) -> None:
    Draft202012Validator.check_schema(entry.parameters)
    properties = entry.parameters["properties"]
    assert isinstance(properties, dict)
    required = entry.parameters.get("required", [])
    assert isinstance(required, list)
    assert set(map(str, required)) <= set(properties)
    assert all(param.description and len(param.description) >= 10 for param in entry.params)


@every_entry
def test_what_the_platform_knows_is_never_filled_by_the_model(entry: CatalogEntry) -> None:
    for param in entry.params:
        if param.source == "system":
            assert param.value in SYSTEM_VALUES
        assert "phone" not in param.name or param.source == "system"


@every_entry
def test_what_cannot_be_taken_back_is_confirmed_first(entry: CatalogEntry) -> None:
    assert entry.confirm or entry.effect != "irreversible"
    assert (entry.effect == "read") >= (entry.method == "GET")


@every_entry
def test_cues_and_companions_name_what_exists(entry: CatalogEntry) -> None:
    assert entry.cues
    for cue in entry.cues:
        assert set(cue.concepts) | cue.unless <= concepts()
        assert cue.trades <= trades()
        assert len(cue.concepts) <= 2
    for companion in entry.implies:
        assert companion.id in CATALOG
        assert companion.trades <= trades()


def test_only_what_the_platform_does_itself_is_a_system_tool() -> None:
    assert {e.id for e in CATALOG.values() if e.kind == "system"} == {
        "transfer_to_human",
        "end_call",
        "collect_voicemail",
    }
