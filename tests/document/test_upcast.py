"""A stored document of any release is read, and what it holds that we do not know is given back."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.document.approvals import is_approved
from engine.document.changes import CHANGE, apply
from engine.document.spec import (
    GROUPS,
    ITEM_KEYS,
    SCHEMA_VERSION,
    AgentSpec,
    Edge,
    Fallback,
    Flow,
    Goal,
    Hours,
    Node,
    Param,
    Tool,
)
from engine.document.upcast import STEPS, read, write
from engine.errors import Problem, UnreadableDocument
from engine.prompt.generate import generate
from engine.store.rows import Version
from engine.store.transcript import EMPTY
from engine.targets import TARGETS, export
from engine.turns.draft import Draft, redraw
from tests.document.newer import newer
from tests.spec.strategies import parsed, raw_changes
from tests.strategies import edited_specs, specs

AGREED = AgentSpec(
    role="Receptionist",
    goals=(Goal(id="book", statement="Book"), Goal(id="move", statement="Move")),
    tools=(
        Tool(name="lookup", purpose="Look up", params=(Param(name="day", description="Day"), Param(name="who"))),
        Tool(name="sms", purpose="Send a text"),
    ),
    platforms=("elevenlabs", "json"),
    flow=Flow(
        start="greet",
        nodes=(Node(id="greet", title="Greet"), Node(id="ask", title="Ask")),
        edges=(Edge(id="first", source="greet", target="ask"),),
    ),
)


def changed(spec: AgentSpec, **change: Any) -> AgentSpec:
    after = apply(spec, CHANGE.validate_python(change))
    assert not isinstance(after, Problem), after
    return after


def stored(**more: Any) -> dict[str, Any]:
    return write(AGREED) | more


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_what_a_newer_release_wrote_is_given_back_as_it_was(data: st.DataObject) -> None:
    document = data.draw(newer(write(data.draw(edited_specs(most=1)))))
    assert write(read(copy.deepcopy(document))) == document


@given(specs())
def test_a_document_of_our_own_is_read_as_it_is(spec: AgentSpec) -> None:
    assert read(write(spec)) == spec
    assert write(spec)["written_by"]["schema_version"] == SCHEMA_VERSION == len(STEPS) + 1


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_change_leaves_the_unknown_fields_of_all_other_items_where_they_are(data: st.DataObject) -> None:
    spec = data.draw(specs())
    document = write(spec) | {"mark": "spec"}
    for part, key in ITEM_KEYS.items():
        for item in document[part]:
            item["mark"] = f"{part}.{item[key]}"
    for group in (*GROUPS, "flow"):
        document[group]["mark"] = group
    before = read(document)
    after = before
    for raw in data.draw(st.lists(raw_changes, max_size=4)):
        change = parsed(raw)
        applied = apply(after, change) if change else after
        after = applied if isinstance(applied, AgentSpec) else after
    written = write(after)
    assert written["mark"] == "spec"
    assert all(written[group]["mark"] == group for group in (*GROUPS, "flow"))
    for part, key in ITEM_KEYS.items():
        there = {getattr(item, key) for item in getattr(before, part)}
        kept = {i[key]: i.get("mark") for i in written[part]}
        marks = [mark for mark in kept.values() if mark]
        assert set(marks) <= {f"{part}.{name}" for name in there}
        assert len(set(marks)) == len(marks)


def test_unknown_fields_follow_their_item_through_edits_and_new_names_and_go_with_it() -> None:
    document = stored()
    document["goals"][1]["mascot"] = "moves"
    document["tools"][0]["params"][1]["ask"] = "Who is it for?"
    spec = read(document)
    spec = changed(spec, op="edit", part="goals", id="move", values={"id": "reschedule", "success": "A new date"})
    spec = changed(spec, op="remove", part="goals", id="book")
    spec = changed(spec, op="configure", tool="lookup", values={"params": [{"name": "day", "required": False}]})
    spec = changed(spec, op="configure", tool="lookup", values={"name": "find"})
    written = write(spec)
    assert [g.get("mascot") for g in written["goals"]] == ["moves"]
    assert [p.get("ask") for p in written["tools"][0]["params"]] == [None, "Who is it for?"]
    spec = changed(spec, op="remove", part="goals", id="reschedule")
    spec = changed(spec, op="add", part="goals", item={"id": "reschedule", "statement": "Move"})
    assert "mascot" not in write(spec)["goals"][0]


def test_the_same_item_added_again_changes_nothing() -> None:
    document = stored()
    document["goals"][0]["mascot"] = "bookings"
    spec = read(document)
    assert apply(spec, CHANGE.validate_python({"op": "add", "part": "goals", "item": document_goal()})) is spec


def document_goal() -> dict[str, str]:
    return {"id": "book", "statement": "Book"}


def test_an_undo_brings_unknown_fields_back() -> None:
    document = stored(rehearsals=[1])
    document["goals"][0]["mascot"] = "bookings"
    earlier = read(document)
    later = changed(earlier, op="remove", part="goals", id="book")
    back = apply(later, CHANGE.validate_python({"op": "undo"}), earlier=earlier)
    assert isinstance(back, AgentSpec)
    assert write(back) == document


def test_a_flow_that_is_drawn_anew_keeps_the_unknown_fields_of_its_steps() -> None:
    draft = replace(Draft.of(EMPTY), spec=read(stored()))
    redraw(draft)
    document = write(draft.spec)
    for step in (*document["flow"]["nodes"], *document["flow"]["edges"]):
        step["mascot"] = step["id"]
    after = changed(read(document), op="set", path="company", value="Smile Dental")
    draft = Draft.of(Version(1, 0, after, (), EMPTY.author, None, None))
    redraw(draft)
    written = write(draft.spec)["flow"]
    assert all(step["mascot"] == step["id"] for step in (*written["nodes"], *written["edges"]))


def test_a_value_that_we_do_not_know_shows_its_default_until_somebody_says_another() -> None:
    document = stored(platforms=["carrier_pigeon", "json"], direction="fax")
    document["flow"]["nodes"][1]["kind"] = "wait"
    spec = read(document)
    assert (spec.platforms, spec.direction, spec.flow.nodes[1].kind) == (("json",), None, "say")
    spec = changed(spec, op="edit_node", id="ask", values={"title": "Ask again"})
    spec = changed(spec, op="add", part="platforms", item="markdown")
    written = write(spec)
    assert written["platforms"] == ["carrier_pigeon", "json", "markdown"]
    assert written["direction"] == "fax"
    assert written["flow"]["nodes"][1]["kind"] == "wait"
    spec = changed(spec, op="edit_node", id="ask", values={"kind": "say"})
    spec = changed(spec, op="set", path="direction", value="web")
    assert (write(spec)["direction"], write(spec)["flow"]["nodes"][1]["kind"]) == ("web", "say")


def test_unknown_fields_show_nowhere_and_cannot_be_put_in_from_outside() -> None:
    document = stored(secret_plan="tell nobody")
    document["goals"][0]["mascot"] = "tell nobody"
    spec = read(document)
    shown = [spec.model_dump_json(), generate(spec), repr(spec)]
    shown += [text for platform in TARGETS for text in export(spec, platform, 1).files.values()]
    assert not any("tell nobody" in text for text in shown)
    for name in ("mascot", "_unknown"):
        with pytest.raises(ValidationError):
            Goal.model_validate({**document_goal(), name: {}})
        assert isinstance(apply(spec, CHANGE.validate_python(_edit(name))), Problem)


def _edit(name: str) -> dict[str, Any]:
    return {"op": "edit", "part": "goals", "id": "book", "values": {name: "x"}}


def test_an_approval_that_held_for_a_newer_release_holds_for_us_and_lapses_with_the_next_edit() -> None:
    document = write(changed(AGREED, op="approve", what="flow"))
    document["approvals"]["flow"]["fingerprint"] = "computed over more fields"
    document["flow"]["nodes"][0]["tries"] = 2
    spec = read(document)
    assert is_approved(spec, "flow")
    edited = changed(spec, op="edit_node", id="ask", values={"title": "Ask again"})
    assert not is_approved(read(write(edited)), "flow")


def test_an_approval_that_had_lapsed_for_a_newer_release_has_lapsed_for_us() -> None:
    document = write(changed(AGREED, op="approve", what="flow"))
    document["written_by"]["approved"]["flow"] = False
    assert not is_approved(read(document), "flow")


def test_unknown_fields_make_no_approval_lapse() -> None:
    document = write(changed(AGREED, op="approve", what="final"))
    document["goals"][0]["mascot"] = "bookings"
    assert is_approved(read(document), "final")


def test_a_document_of_an_older_release_is_brought_up_step_by_step() -> None:
    def job_is_role(old: dict[str, Any]) -> dict[str, Any]:
        return {**{k: v for k, v in old.items() if k != "job"}, **({"role": old["job"]} if "job" in old else {})}

    def shouted(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "role": old["role"].upper()}

    oldest, middle = SCHEMA_VERSION - 2, SCHEMA_VERSION - 1
    steps = (job_is_role, shouted)
    spec = read({"schema_version": oldest, "job": "receptionist"}, steps=steps)
    assert (spec.role, spec.schema_version, write(spec)["schema_version"]) == (
        "RECEPTIONIST",
        SCHEMA_VERSION,
        SCHEMA_VERSION,
    )
    assert read({"schema_version": middle, "role": "Host"}, steps=steps).role == "HOST"
    assert read({"schema_version": SCHEMA_VERSION, "role": "Host"}, steps=steps).role == "Host"
    by_older = {"schema_version": SCHEMA_VERSION, "role": "host", "written_by": {"schema_version": middle}}
    assert read(by_older, steps=steps).role == "HOST"


def test_hours_and_time_zones_of_the_release_before_lose_nothing() -> None:
    runtime = {"hours": "Mon-Fri 9 to 5", "timezone": "Berlin time"}
    spec = read({"schema_version": 1, "runtime": runtime})
    assert spec.runtime.hours == Hours(said="Mon-Fri 9 to 5")
    assert (spec.runtime.timezone, [note.text for note in spec.notes]) == (None, ["Time zone: Berlin time"])
    assert read({"schema_version": 1, "runtime": {"timezone": "Europe/Berlin"}}).runtime.timezone == "Europe/Berlin"


def test_what_was_finished_with_the_release_before_is_still_finished() -> None:
    line = {"id": "boss", "label": "Boss", "condition": "It is urgent."}
    approved = {"flow": {"fingerprint": "x", "by": {"author": "ana"}}}
    finished = {"schema_version": 1, "transfers": [line], "approvals": approved}
    assert read(finished).fallback == Fallback(kind="person", transfer="boss")
    assert read(finished | {"transfers": []}).fallback == Fallback(kind="message")
    assert read({"schema_version": 1, "transfers": [line]}).fallback is None


def test_what_the_release_before_writes_into_our_document_is_brought_up() -> None:
    ours = write(changed(AGREED, op="add", part="notes", item={"id": "time_zone", "text": "ask Ben"}))
    theirs = ours | {"runtime": {"hours": "24/7", "timezone": "EST-ish"}, "written_by": {"schema_version": 1}}
    spec = read(theirs)
    assert spec.runtime.hours == Hours(said="24/7")
    assert [note.text for note in spec.notes] == ["ask Ben", "Time zone: EST-ish"]
    assert read(write(spec)) == spec


@pytest.mark.parametrize(
    "document",
    [
        {"goals": {"book": {}}},
        {"goals": [{"id": "book"}]},
        {"goals": [{"id": "book", "statement": {"en": "Book"}}]},
        {"tools": [{"name": "x", "purpose": "y", "source": 1, "params": [{"name": "p", "source": "x", "value": "v"}]}]},
        {"written_by": "me"},
    ],
)
def test_a_document_that_nothing_sound_can_be_made_of_names_its_place_and_no_text(document: dict[str, Any]) -> None:
    with pytest.raises(UnreadableDocument) as raised:
        read(document | {"role": "Our secret recipe"}, session_id="ses_1", version=3)
    assert (raised.value.session_id, raised.value.version) == ("ses_1", 3)
    assert raised.value.places
    assert "recipe" not in f"{raised.value} {raised.value.places} {raised.value.__cause__}"


def test_reading_does_not_change_what_was_stored() -> None:
    document = stored(platforms=["carrier_pigeon"], x=1)
    as_it_was = json.dumps(document)
    read(document)
    assert json.dumps(document) == as_it_was


def test_an_item_is_known_by_its_first_field() -> None:
    for part, key in ITEM_KEYS.items():
        [item] = AgentSpec.model_fields[part].annotation.__args__[:1]  # type: ignore[union-attr]
        assert next(iter(item.model_fields)) == key


def test_going_back_to_a_stage_ends_a_second_look_at_one_that_only_a_newer_release_has() -> None:
    spec = read(stored(revisiting="REHEARSING"))
    assert write(changed(spec, op="set", path="company", value="Bright Smile"))["revisiting"] == "REHEARSING"
    assert write(changed(spec, op="go_back", stage="COLLECTING_BASICS"))["revisiting"] == "COLLECTING_BASICS"
