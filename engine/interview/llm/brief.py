"""The varying part of a request: small, bounded, and nothing but data.

Every line is a key and JSON. JSON is what keeps people's text apart from ours: no line break, quotation mark or heading
in a message can end the string it stands in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from engine.document.spec import AgentSpec, Node, Stage
from engine.document.stages import Standing, progress_of
from engine.interview.contract import Conversation, Message
from engine.interview.llm.digest import digest
from engine.interview.llm.material import findings, playbooks
from engine.tools.selector import propose

MOST_SPEC = 7_000
"""Characters of the spec. About 1,800 tokens: a rich agent with ten configured tools fits without being cut."""
MOST_EARLIER = 12
"""Messages of history: six exchanges. What was agreed before them is in the spec."""
MOST_EARLIER_TEXT = 500
MOST_NEW = 24_000
"""Characters of the new messages together, 6,000 tokens; people paste documents."""
MOST_DIGEST = 16_000
"""Characters of what documents say, in a turn that reads some; a quarter of it in every other turn."""
MOST_HEARD = 2_000
"""Characters of a message that are looked through for tools; an opening is shorter, and the model reads the rest."""
MOST_MISSING = 12
MOST_OFFERS = 6
MOST_NAME = 60
MOST_SENTENCES = 12
"""Sentences of the new messages that are looked through for questions to the builder."""
MOST_ANSWERS = 3
MOST_ANSWER = 1_200


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Characters of the spec, messages of history, characters of the new messages, whether to bring material, and
    characters of what documents say."""

    spec: int
    earlier: int
    new: int
    material: bool
    digest: int


_WHOLE = _Sizes(MOST_SPEC, MOST_EARLIER, MOST_NEW, material=True, digest=MOST_DIGEST)
_SHORT = _Sizes(MOST_SPEC // 3, 2, MOST_NEW // 4, material=False, digest=MOST_DIGEST // 4)
_ANY_LANGUAGE = "en"
"""The answer table tries every language that it has; this one first."""
_SHORTER = ((2_000, 60), (400, 40), (160, 25), (80, 12), (40, 6))
"""(characters a text, entries a list), tried in this order until the spec fits."""
_NOT_CONTENT = {"brought", "schema_version", "approvals", "skipped", "revisiting", "origins", "flow", "tools"}
_SENTENCE = re.compile(r"[^.!?？؟\n]+[.!?？؟]*")
_SENTENCE_END = re.compile(r"[.!?;\n]+")


def brief(conversation: Conversation, *, short: bool = False) -> str:
    """What a model must know of this session to answer this turn.

    `short`: for a model that the whole is too long for; old messages go first, and long texts are cut.
    """
    return "\n".join(f"{key}: {_json(value)}" for key, value in _lines(conversation, _SHORT if short else _WHOLE))


def _lines(conversation: Conversation, sizes: "_Sizes") -> Iterator[tuple[str, Any]]:
    spec, progress = conversation.spec, progress_of(conversation.spec)
    yield "agreed", agreed(spec, progress.stage, sizes.spec)
    if people := _decided_by(spec):
        yield "decided_by", people
    yield "stage", progress.stage
    yield "missing", progress.missing[:MOST_MISSING]
    if sizes.material and (known := playbooks(spec, progress.stage)):
        yield "playbooks", known
    if sizes.material and (found := findings(spec, progress.stage)):
        yield "findings", found
    if consult := _consult(spec):
        yield "consult", consult
    if conversation.asked:
        yield "asked", conversation.asked.path
    if answers := _answers(conversation):
        yield "answers", answers
    if offers := _offers(conversation):
        yield "tools_on_offer", offers
    yield from digest(conversation, sizes.digest)
    for message in conversation.history[-sizes.earlier :]:
        yield "earlier", _to(message) | {"from": _author(message), "text": _cut(message.text, MOST_EARLIER_TEXT)}
    yield from _new(conversation.messages, sizes.new)


def _consult(spec: AgentSpec) -> dict[str, Any] | None:
    """The next question of the playbooks; one at a time, as it is asked."""
    from engine.playbooks.consult import question_of  # no playbook is read before a goal has one

    found = next(((q, question) for q in spec.questions if (question := question_of(q))), None)
    if found is None:
        return None
    question_id, question = found
    goals = [goal.id for goal in spec.goals if goal.playbook == question_id.partition(".")[0]]
    answers = {offer.say: offer.rule or offer.tool or offer.field or "" for offer in question.offers}
    return {
        "question": question_id,
        "goal": goals[0] if goals else "",
        "ask": question.ask,
        "why": question.why,
        "answers": answers,
        "default": question.default,
    }


def _new(messages: Sequence[Message], most: int) -> Iterator[tuple[str, Any]]:
    room = most
    for n, message in enumerate(messages, start=1):
        text = _cut(message.text, max(room, 0))
        room -= len(text)
        number = {"n": n} if message.addressed else {}
        yield "new", number | _to(message) | {"from": _author(message), "text": text}


def unread(conversation: Conversation) -> str:
    """What people are told where they send more than a model reads; empty where all of it is read."""
    length = sum(len(message.text) for message in conversation.messages)
    if length <= MOST_NEW:
        return ""
    return (
        f"That is {length:,} characters; my language model has read the first {MOST_NEW:,}. Please send the rest that "
        "matters in pieces, so that nothing of it is missed."
    )


def _to(message: Message) -> dict[str, str]:
    return {} if message.addressed else {"to": "somebody else"}


def _answers(conversation: Conversation) -> list[dict[str, str]]:
    """What is true about each question to the builder that the answer table surely knows."""
    heard = [(m, said.strip()) for m in conversation.messages if m.addressed for said in _SENTENCE.findall(m.text)]
    told = ((said, _answer(said, message, conversation)) for message, said in heard[:MOST_SENTENCES])
    return [{"asked": said, "answer": answer} for said, answer in told if answer][:MOST_ANSWERS]


def _answer(said: str, message: Message, conversation: Conversation) -> str:
    from engine.interview.answering import answer_to  # its words are read when somebody writes, not at start

    standing, history = Standing(conversation.spec), (*conversation.history, message)
    found = answer_to(said, _ANY_LANGUAGE, standing, conversation.asked, history, conversation.earlier)
    return found.words[:MOST_ANSWER] if found and found.kind else ""


def _offers(conversation: Conversation) -> list[dict[str, str]]:
    """Tools of the catalog that the new words seem to ask for; the model judges."""
    heard = [m.text[:MOST_HEARD] for m in conversation.messages if m.addressed]
    clauses = [clause for text in heard for clause in _SENTENCE_END.split(text) if clause.strip()]
    tools = propose(clauses, conversation.spec)
    return [{"catalog": tool.catalog or tool.name, "words": tool.because or ""} for tool in tools[:MOST_OFFERS]]


def agreed(spec: AgentSpec, stage: Stage, most: int = MOST_SPEC) -> Any:
    """The spec without its bookkeeping and defaults, cut to `most` characters of JSON."""
    content: dict[str, Any] = spec.model_dump(mode="json", exclude=_NOT_CONTENT, exclude_defaults=True, by_alias=True)
    content["tools"] = [_tool(tool) for tool in spec.model_dump(mode="json", include={"tools"}, by_alias=True)["tools"]]
    if spec.skipped:
        content["skipped"] = list(spec.skipped)
    if stage in (Stage.REVIEWING_WORKFLOW, Stage.FINALIZING, Stage.COMPLETED):
        content["flow"] = {
            "nodes": {node.id: _node(node, stage) for node in spec.flow.nodes},
            "edges": {edge.id: f"{edge.source} > {edge.target}" for edge in spec.flow.edges},
        }
    for text, entries in _SHORTER:
        shorter = _shortened(content, text, entries)
        if len(_json(shorter)) <= most:
            return shorter
    return {key: content[key] for key in ("name", "role") if key in content} | {
        "too_long": f"{len(spec.goals)} goals, {len(spec.tools)} tools, {len(spec.data_fields)} fields",
        "tools": [tool.name[:40] for tool in spec.tools],
    }


def _node(node: Node, stage: Stage) -> str | list[str]:
    """Its title; with what it does while people look at the flow."""
    looked_at = stage == Stage.REVIEWING_WORKFLOW and node.instruction
    return [node.title, node.instruction or ""] if looked_at else node.title


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    """What a conversation about a tool needs; what the catalog filled in is not repeated."""
    shown = {key: tool[key] for key in ("name", "state", "purpose", "url", "auth", "auth_ref") if tool[key]}
    if tool["state"] == "declined":
        return {"name": tool["name"], "state": "declined"}
    return {
        **shown,
        "params": [p["name"] if p["description"] else f"{p['name']} (undescribed)" for p in tool["params"]],
    }


def _decided_by(spec: AgentSpec) -> dict[str, list[str]]:
    """The paths that each person decided; empty where one person alone did."""
    people: dict[str, list[str]] = {}
    for path, origin in spec.origins.items():
        if origin.author != "builder" and origin.how == "said" and path.count(".") < 2:
            people.setdefault((origin.author_name or origin.author)[:MOST_NAME], []).append(path)
    return {who: paths[-20:] for who, paths in people.items()} if len(people) > 1 else {}


def _shortened(value: Any, text: int, entries: int) -> Any:
    if isinstance(value, str):
        return _cut(value, text)
    if isinstance(value, list):
        more = [f"… and {len(value) - entries} more"] if len(value) > entries else []
        return [*(_shortened(v, text, entries) for v in value[:entries]), *more]
    if isinstance(value, dict):
        rest = {"…": f"{len(value) - entries} more"} if len(value) > entries else {}
        return {k: _shortened(v, text, entries) for k, v in [*value.items()][:entries]} | rest
    return value


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text) - limit} more characters)"


def _author(message: Message) -> str:
    return "builder" if message.role == "builder" else _named(message)


def _named(message: Message) -> str:
    """The person's name; somebody who calls themselves “builder” stays a person."""
    name = (message.author.name or message.author.id)[:MOST_NAME]
    return f"{name} (person)" if name.strip().casefold() == "builder" else name


def _json(value: Any) -> str:
    return to_json(value).decode()
