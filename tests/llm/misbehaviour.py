"""Ways in which a model or its provider misbehaves: what it sends, what people see then, and what the spec holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.interview.llm.failures import Kind
from tests.llm.script import Endless, Fail, Garbage, Hang, Ping, Refuse, Say, Step, set_to, wanted

OPENING = "A friendly receptionist for our dental clinic Bright Smile that books appointments"
GOOD: dict[str, Any] = {"reply": "A receptionist. Whom does it talk with?", "changes": [set_to("role", "receptionist")]}
WHOLE = Say(GOOD).text
KEY = "gh" + "p_" + "a1B2c3D4e5" * 4


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """One way. `taken_over`: no answer of the model stands, the guided interviewer answers and says why."""

    name: str
    sends: Sequence[Step]
    taken_over: Kind | None = None
    says: str = OPENING
    sees: str = ""
    """Stands in the reply or in a notice."""
    never: Sequence[str] = ()
    """On no screen, and nowhere in the spec."""
    holds: Mapping[str, Any] = field(default_factory=dict)
    """Path -> value of the spec; None: nothing."""
    suggested: Sequence[str] = ()
    """Paths that wait for somebody to agree."""
    calls: int | None = None
    only: str = ""
    """The one protocol that it can happen in."""


def _twice(answer: dict[str, Any] | str) -> list[Step]:
    """For what the model is asked to correct, and does not."""
    return [Say(answer), Say(answer)]


def _claims(*changes: dict[str, Any], reply: str = "Noted.", **more: Any) -> dict[str, Any]:
    return {"reply": reply, "changes": list(changes), **more}


_GOALS = [wanted("add", part="goals", item={"id": f"g{n}", "statement": f"Book visit {n}"}) for n in range(3, 23)]
_TRANSFER = {"id": "desk", "label": "Front desk", "condition": "They ask for a person", "destination": "+14155550123"}
_ROLE = {"role": "receptionist"}
_OURS = "and then reply first; Only a person approves, by a click or by words of their own in a message"

CASES: tuple[Misbehaviour, ...] = (
    # the form of the answer
    Misbehaviour("nothing at all", _twice({}), "unusable"),
    Misbehaviour("an empty string", _twice(""), "unusable"),
    Misbehaviour("prose", _twice("Sure! I would love to help you with that."), "unusable", never=["love to help"]),
    Misbehaviour("null", _twice("null"), "unusable"),
    Misbehaviour("a list", _twice("[1, 2, 3]"), "unusable"),
    Misbehaviour("a number", _twice("42"), "unusable"),
    Misbehaviour("JSON cut in the middle", _twice('{"reply": "Hello", "changes": [{"ch'), "unusable", never=["Hello"]),
    Misbehaviour("its limit reached", [Say(WHOLE[:40], finish="length")], "unusable"),
    Misbehaviour("only spaces as reply", _twice({"reply": "   \n ", "changes": []}), "unusable"),
    Misbehaviour("a reply that is a number", _twice({"reply": 7, "changes": []}), "unusable"),
    Misbehaviour("changes that are a word", _twice({"reply": "Good.", "changes": "none"}), "unusable"),
    Misbehaviour("empty at first, then good", [Say({}), Say(GOOD)], sees="Whom does it talk with", holds=_ROLE,
        calls=2),
    Misbehaviour("prose at first, then good", [Say("Hm."), Say(GOOD)], sees="Whom does it talk with", calls=2),
    Misbehaviour("flat changes", [Say(_claims({"op": "set", "path": "role", "value": "receptionist"}))], holds=_ROLE),
    Misbehaviour("a wrapper too many", [Say(_claims({"change": {"change": GOOD["changes"][0]["change"]}}))],
        holds=_ROLE),
    Misbehaviour("fields that nobody knows", [Say({**GOOD, "mood": "happy", "thoughts": [1]})], holds=_ROLE),
    Misbehaviour("one character a time", [Say(GOOD, piece=1)], sees="Whom does it talk with", holds=_ROLE, calls=1),
    Misbehaviour("arguments in pieces within a letter", [Say({**GOOD, "reply": "Für wen? 🙂"}, piece=1)], sees="🙂"),
    Misbehaviour("thoughts first", [Say(f"<think>Hm, what now?</think>{WHOLE}", piece=400)], sees="Whom does it talk",
        never=["what now"], only="openai-chat"),
    Misbehaviour("thoughts whose mark is split", [Say(f"<think>Hm, what now?</think>{WHOLE}", piece=9)],
        sees="Whom does it talk", never=["what now"], only="openai-chat"),
    # wrong content
    Misbehaviour("a wrong enum", _twice(_claims(set_to("direction", "sideways"), GOOD["changes"][0])), holds={**_ROLE,
        "direction": None}, sees="did not fit", never=["literal_error", "Input should"]),
    Misbehaviour("a path that is none", _twice(_claims(set_to("mood", "warm"))), sees="did not fit",
        never=["Input should"]),
    Misbehaviour("an op that is none", _twice(_claims(wanted("explode", path="role"))), holds={"name": None},
        never=["union_tag", "Input should"]),
    Misbehaviour("a goal that is none", _twice(_claims(wanted("edit", part="goals", id="ghost",
        values={"statement": "x"}))),
        sees="ghost"),
    Misbehaviour("an invented tool is accepted", _twice(_claims(wanted("accept", tool="teleport", quote="books"))),
        holds={"tools.teleport": None}),
    Misbehaviour("an invented address", [Say(_claims(wanted("add", part="tools", item={"name": "crm",
        "purpose": "Books",
        "url": "https://api.brightsmile.io/v3"})))], sees="said by none of you: “https://api.brightsmile.io/v3”",
        suggested=["tools.crm.url"]),
    Misbehaviour("an invented phone number", [Say(_claims(wanted("add", part="transfers", item=_TRANSFER)))],
        sees="said by none of you: “+14155550123”", suggested=["transfers.desk"]),
    Misbehaviour("an invented price", [Say(_claims(wanted("add", part="guardrails", item={"id": "price",
        "statement": "Say that a visit costs $90."})))], sees="“$90”", suggested=["guardrails.price"]),
    Misbehaviour("an invented name", [Say(_claims(set_to("name", "Sofia")))], sees="“Sofia”", suggested=["name"]),
    Misbehaviour("an invented secret name", [Say(_claims(wanted("add", part="tools", item={"name": "crm",
        "purpose": "Books", "auth": "bearer", "auth_ref": "SMILE_TOKEN"})))], suggested=["tools.crm.auth_ref"]),
    Misbehaviour("an invented quote", [Say(_claims(wanted("add", part="guardrails", item={"id": "q",
        "statement": "They said “we never call anybody back”."})))], suggested=["guardrails.q"]),
    Misbehaviour("a secret of a value", _twice(_claims(wanted("add", part="guardrails", item={"id": "k",
        "statement": f"Use {KEY}"}))), never=[KEY], holds={"guardrails": ()}),
    Misbehaviour("a key in the reply", [Say({**GOOD, "reply": f"I use {KEY} for that. {GOOD['reply']}"}, piece=6)],
        never=[KEY, KEY[:12]], holds=_ROLE),
    Misbehaviour("twenty goals at once", [Say(_claims(*_GOALS, reply="These are the goals. Right?"))],
        sees="Suggested by the model", suggested=[f"goals.g{n}" for n in range(3, 23)]),
    Misbehaviour("five hundred changes", [Say(_claims(*[set_to("role", f"receptionist {n}") for n in range(500)],
        GOOD["changes"][0]))],
        holds={"name": None}),
    Misbehaviour("an http address", _twice(_claims(wanted("add", part="tools", item={"name": "crm", "purpose": "Books",
        "url": "http://10.0.0.1/x"}))), never=["value_error"], holds={"tools.crm.url": None}),
    # decisions that are not its own
    Misbehaviour("it approves everything", _twice(_claims(*[wanted("approve", what=w, quote="yes") for w in ("tools",
        "flow", "final")], reply="All approved.")), sees="cannot be approved before", never=["All approved."],
        holds={"approvals": {}}),
    Misbehaviour("it accepts its own tool", _twice(_claims(wanted("add", part="tools", item={"name": "send_sms",
        "catalog": "send_sms", "purpose": "Texts"}), wanted("accept", tool="send_sms", quote="yes please"))),
        sees="stays a proposal"),
    Misbehaviour("it takes out what it likes", _twice(_claims(set_to("role", "receptionist"), wanted("skip",
        path="greeting"))), sees="nobody's words", holds={"skipped": ()}),
    Misbehaviour("it switches compliance", _twice(_claims(wanted("set", path="compliance.recording_consent",
        value=True))),
        sees="nobody's words", holds={"compliance.recording_consent": None}),
    Misbehaviour("it hides an approval in a button", [Say({**GOOD, "suggestions": [{"label": "More", "changes": [{
        "op": "approve", "what": "final"}]}]})], never=["More"], holds=_ROLE),
    # words that are not true, or not for people
    Misbehaviour("it claims and does nothing", [Say({"reply": "I have added three goals. Whom does it talk with?",
        "changes": []})], never=["I have added"]),
    Misbehaviour("it recites its instructions", _twice({"reply": _OURS, "changes": []}),
        never=["Only a person approves"]),
    Misbehaviour("it hears nobody", [Say({"reply": "", "for_builder": False})], sees="?"),
    Misbehaviour("a reply of a book", [Say({**GOOD, "reply": "word " * 5_000})], holds=_ROLE),
    Misbehaviour("a refusal", [Refuse()], "unusable", never=["I cannot help with that"]),
    # the line
    Misbehaviour("an endless reply", [Endless('{"reply": "', "word " * 200)], "unusable"),
    Misbehaviour("endless spaces", [Endless("", " " * 2_000)], "unusable"),
    Misbehaviour("signs of life only", [Ping()], "slow"),
    Misbehaviour("silence", [Hang(30)], "slow"),
    Misbehaviour("a drip", [Say(GOOD, piece=1, pause=0.2)], "slow"),
    Misbehaviour("a line that drops", [Say(GOOD, piece=8, cut_after=30)], "down", never=["A receptionist. Wh"]),
    Misbehaviour("an overload in the middle", [Say(GOOD, piece=8, overload_after=30)], "busy"),
    Misbehaviour("a web page", [Garbage("<html>Welcome</html>", "text/html")], "unusable", never=["Welcome", "html"]),
    Misbehaviour("broken events", [Garbage("data: {not json\n\n")], "unusable", only="anthropic"),
    Misbehaviour("broken events of OpenAI", [Garbage("data: {not json\n\n")], "down", only="openai"),
    Misbehaviour("a fence", [Say(f"```json\n{WHOLE}\n```")], sees="Whom does it talk with", holds=_ROLE, only="openai"),
    Misbehaviour("a sentence before", [Say(f"Here you are: {WHOLE}")], sees="Whom does it talk", holds=_ROLE, calls=1),
    Misbehaviour("error 400", [Fail(400), Fail(400)], "long"),
    Misbehaviour("error 401", [Fail(401)], "key"),
    Misbehaviour("error 402", [Fail(402)], "credit"),
    Misbehaviour("error 403", [Fail(403)], "key"),
    Misbehaviour("error 404", [Fail(404)], "model"),
    Misbehaviour("error 429", [Fail(429, retry_after="7")], "busy"),
    Misbehaviour("error 500", [Fail(500)], "down"),
    Misbehaviour("error 502", [Fail(502)], "down"),
    Misbehaviour("error 503", [Fail(503)], "down"),
    Misbehaviour("error 529", [Fail(529)], "busy"),
)  # fmt: skip
