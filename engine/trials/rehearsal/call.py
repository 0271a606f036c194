"""A call with the agent as it is drawn: what it says and does after each utterance, without a model.

The flow is followed literally, one utterance at a time. A tool is answered by a mock, and nothing is said to be done
before that. A call is a pure function of the spec and of what was said, so it is played again to go on with it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.document.spec import AgentSpec, DataField, Emergency, Goal, Node, Param, Tool
from engine.language.telling import telling_words
from engine.language.text import sentence_case
from engine.prompt.greetings import greeting_for
from engine.prompt.phrases import Phrases, phrases_for
from engine.sentences import with_values
from engine.trials.agent_test import Mock
from engine.trials.agent_view import AgentView
from engine.trials.dialogues import results_in
from engine.trials.lines import question_and_answer, spoken, with_thing
from engine.trials.rehearsal.heard import Heard
from engine.trials.rehearsal.speech import Speech, done, read_back, speech_for
from engine.trials.rehearsal.steps import Act, Ask, Use, Wait, acts_of
from engine.workflow.graph import TERMINAL, Graph, Move

MOST_STEPS = 60
"""Steps without a word in between, after which a flow goes in circles."""
_PLAIN_RESULTS = frozenset({"found", "done", "error", "booked", "ok"})
_VERIFIED = "verify_identity"
_STAND_INS = {
    "name": "Anna Miller",
    "day": "Thursday",
    "date": "Thursday",
    "time": "ten o’clock",
    "hour": "ten o’clock",
}
"""For a variable without an example, by the last word of its name."""
_ASKS = re.compile(r"(?:how|what|when|where|who|which|would|do|did|are|is|will|have)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that the agent does: words, or the use of a tool."""

    kind: Literal["says", "uses", "ends"]
    step: str
    """Id of the step."""
    text: str = ""
    """The words; of a tool what its mock answered; of an end how the call ended: `end`, `transfer` or `stuck`."""
    tool: str = ""
    arguments: Mapping[str, str] | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class _Confirm:
    use: Use


@dataclass(frozen=True, slots=True)
class _Offer:
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    use: Use


_Open = Ask | Wait | _Confirm | _Offer | _Change


class Call:
    """One call; `begin` it, then `hear` what the caller says until it has `ended`."""

    def __init__(self, spec: AgentSpec, mocks: Sequence[Mock] = ()) -> None:
        self.spec = spec = _with_proposed_tools(spec)
        self.view = AgentView(spec)
        self.graph = Graph(spec.flow)
        self.known: dict[str, str] = {}
        self.goal: Goal | None = None
        self.reached: list[str] = []
        """Goals whose last step was left by its success."""
        self.steps: list[str] = []
        self.ended = ""
        self.open: _Open | None = None
        self._mocks = {mock.tool: mock for mock in mocks}
        self._tag = self.view.lines_in
        self._beats: list[Beat] = []
        self._left: list[Act] = []
        self._tries = self._silent = self._abused = 0
        self._question = ""
        self._last = ""

    # --- a turn of the call ---

    def begin(self) -> list[Beat]:
        """The agent greets, or reaches whom it calls."""
        self._beats = []
        self._say(self._greeting)
        self._enter(self.spec.flow.start or "")
        return self._beats

    def hear(self, text: str) -> list[Beat]:
        """What the agent does once the caller has said this; nothing once the call has ended."""
        self._beats = []
        heard = Heard(text)
        self._last = heard.text
        if self.ended:
            return []
        if heard.silent:
            self._on_silence()
        elif not self._interrupted(heard):
            self._silent = 0
            self._answered(heard)
        return self._beats

    # --- what may come at any moment ---

    def _interrupted(self, heard: Heard) -> bool:
        for signal, react in self._reactions.items():
            if signal in heard.signals:
                react()
                return True
        if emergency := next((e for e in self.spec.emergencies if _signs_in(heard, e)), None):
            self._emergency(emergency)
            return True
        wanted = [t.id for t in self.spec.transfers if heard.about([t.condition, t.label])]
        lines = [n for n in self.spec.flow.nodes if n.kind == "transfer" and any(key in n.id for key in wanted)]
        if lines:
            self._enter(lines[0].id)
            return True
        return self._in_another_language(heard) or self._fact_asked(heard)

    @property
    def _reactions(self) -> Mapping[str, Callable[[], None]]:
        speech, phrases = self._speech, self._phrases
        reactions: dict[str, Callable[[], None]] = {
            "abuse": self._abuse,
            "prompt": lambda: self._say_and_ask_again(speech.secret),
            "robot": lambda: self._say_and_ask_again(phrases.disclosure),
            "person": self._person,
            "repeat": lambda: self._say_and_ask_again(""),
        }
        if self.view.calls_people:
            reactions |= {
                "machine": lambda: self._aside("voicemail"),
                "wrong_person": lambda: self._aside("wrong_person"),
                "busy": lambda: self._aside("not_now"),
            }
        waits_for_more = isinstance(self.open, Wait) and self.open.what in ("more", "heard")
        return reactions | ({"goodbye": self._goodbye} if not waits_for_more else {})

    def _on_silence(self) -> None:
        self._silent += 1
        if self._silent > self._patience:
            self._say(self._phrases.unclear_end)
            return self._end("end")
        return self._say(self._phrases.silence) if self._silent == 1 else self._say_and_ask_again("")

    def _abuse(self) -> None:
        self._abused += 1
        if self._abused == 1:
            return self._say_and_ask_again(self._speech.abuse)
        self._say(self._speech.abuse_end)
        return self._end("end")

    def _person(self) -> None:
        node = next((n for n in self.spec.flow.nodes if n.kind == "transfer"), None)
        node = node or self.graph.nodes.get("message")
        if node is None:
            return self._say_and_ask_again(self._speech.nobody)
        if node.id == "message":
            self._say(self._speech.nobody)
        return self._enter(node.id)

    def _aside(self, key: str) -> None:
        """To the step for a machine, for somebody else, or for another time."""
        if key in self.graph.nodes and key != self._node.id:
            return self._enter(key)
        return self._answered(Heard("no"))

    def _goodbye(self) -> None:
        end = next((n for n in self.spec.flow.nodes if n.kind == "end" and n.id != "voicemail"), None)
        return self._enter(end.id) if end else self._end("end")

    def _emergency(self, emergency: Emergency) -> None:
        node = self.graph.nodes.get("emergency")
        if node:
            self._node = node
            self.steps.append(node.id)
        self._say(spoken(emergency.say, self._values))
        self._left = []
        self._wait(Wait("heard"), "")

    def _in_another_language(self, heard: Heard) -> bool:
        tag = heard.language()
        if not tag or tag == self._tag.partition("-")[0]:
            return False
        if any(own.partition("-")[0] == tag for own in self.spec.languages):
            self._tag = tag
            self._question = self._asked_again() if self.open else self._question
            return False
        self._say_and_ask_again(self._speech.language)
        return True

    def _fact_asked(self, heard: Heard) -> bool:
        """Answered from what callers may be told; a question that nobody answers is taken as any other words."""
        if not heard.asks:
            return False
        fact = next((k for k in self.spec.knowledge if heard.about([k.title])), None)
        fact = fact or next((k for k in self.spec.knowledge if k.kind != "url" and heard.about([k.content])), None)
        if fact is None or fact.kind == "url":
            return False
        self._say_and_ask_again(_two_sentences(spoken(fact.content, self._values)))
        return True

    # --- the answer to what was asked ---

    def _answered(self, heard: Heard) -> None:
        match self.open:
            case Ask(field=field):
                self._value(field, heard)
            case Wait(what=what):
                self._waited(what, heard)
            case _Confirm(use=use):
                self._confirmed(use, heard)
            case _Change(use=use):
                self._changed(use, heard)
            case _Offer(options=options):
                self._chosen(options, heard)
            case None:
                self._leave()

    def _value(self, field: DataField, heard: Heard) -> None:
        value = heard.value_of(field)
        other = self._other_goal(heard)
        if other:
            return self._go_for(other, heard)
        if value is None:
            return self._not_given()
        self.known[field.name] = value
        if field.name == "right_person":
            return self._go_on() if heard.short == "yes" else self._aside("wrong_person")
        if not _asks_for_a_day(field):
            self._take_volunteered(heard)
        return self._go_on()

    def _other_goal(self, heard: Heard) -> Goal | None:
        """Another goal that the caller turns to in the middle."""
        if self.view.calls_people:
            near = {self.graph.nodes[move.target].goal for move in self.graph.moves[self._node.id]}
            others = [g for g in self.spec.goals if g.id in near and g.id != self._node.goal]
            refused = heard.short == "no" and isinstance(self.open, Ask) and self.open.field.type == "boolean"
            return next(iter(others), None) if refused else None if heard.only_short else heard.goal(others)
        turns = heard.signals & {"changes"} or {"actually", "instead"} & {t.folded for t in heard.tokens}
        found = heard.goal(self.spec.goals) if turns else None
        return found if found and found != self.goal else None

    def _waited(self, what: str, heard: Heard) -> None:
        match what:
            case "goal":
                goal = heard.goal(self.spec.goals)
                if goal is None and len(self.spec.goals) == 1 and not heard.only_short:
                    goal = self.spec.goals[0]
                self._go_for(goal, heard) if goal else self._not_given()
            case "right_person":
                self._aside("wrong_person") if heard.short == "no" else self._leave()
            case "suits":
                self._aside("not_now") if heard.short == "no" else self._leave()
            case "more":
                goal = heard.goal(self.spec.goals)
                if goal and heard.short != "no" and not heard.only_short:
                    self._go_for(goal, heard)
                elif heard.short == "yes" and heard.only_short:
                    self._wait(Wait("goal"), self._speech.need)
                else:
                    self._goodbye()
            case "message_name" if heard.short == "no" and heard.only_short:
                self._leave()
            case "message_name":
                self.known["name"] = heard.text.rstrip(".")
                self._wait(Wait("message_about"), self._speech.message_about)
            case "message_about":
                self.known["message"] = heard.text
                self._go_on()
            case _:
                self._leave()

    def _go_for(self, goal: Goal, heard: Heard) -> None:
        """On the way to the first step of this goal, with what the caller has told already."""
        self.goal = goal
        kept = {name for node in self.spec.flow.nodes if node.kind == "verify" for name in node.asks} | {"name"}
        self.known = {name: value for name, value in self.known.items() if name in kept}
        if heard.asks and len(heard.telling) > 1:
            self.known["question"] = heard.text
        self._take_volunteered(heard)
        move = self._towards(goal)
        first = next((n.id for n in self.spec.flow.nodes if n.goal == goal.id), None)
        if move:
            self._enter(move.target)
        elif first:
            self._enter(first)
        else:
            self._not_given()

    def _take_volunteered(self, heard: Heard) -> None:
        wanted = set(self.goal.fields if self.goal else ()) | {
            f for n in self.spec.flow.nodes for f in n.asks if n.goal is None
        }
        for field in self.spec.data_fields:
            if field.name in wanted and field.name not in self.known and field.source == "caller":
                value = heard.volunteered(field)
                if value:
                    self.known[field.name] = value

    def _not_given(self) -> None:
        self._tries += 1
        if self._tries < self._patience:
            return self._say_and_ask_again(self._phrases.unclear_first if not self._question else "")
        move = next((m for m in self.graph.moves[self._node.id] if m.otherwise), None)
        if move is None or self.graph.nodes[move.target].kind == "end":
            self._say(self._speech.blocked)
        return self._enter(move.target) if move else self._end("stuck")

    def _confirmed(self, use: Use, heard: Heard) -> None:
        revised = self._revise(heard)
        if heard.short == "yes" and not revised:
            self._use(use)
            return self._go_on()
        if revised:
            return self._read_back(use)
        if heard.short == "no" and self._node.id == "message":
            self._left = [use]
            return self._wait(Wait("message_about"), self._speech.message_about)
        if heard.short == "no" or heard.signals & {"changes"}:
            if heard.signals & {"changes"} or not self._irreversible(use):
                return self._wait(_Change(use), self._speech.change)
            self._say(self._speech.noted)
            return self._leave(done=False)
        return self._not_given()

    def _changed(self, use: Use, heard: Heard) -> None:
        if self._revise(heard):
            return self._read_back(use)
        if heard.short == "no" or "goodbye" in heard.signals:
            return self._leave(done=False)
        return self._not_given()

    def _revise(self, heard: Heard) -> bool:
        """Take values that the caller corrects, instead of what was read back."""
        found = False
        for field in self._read_back_fields:
            value = heard.volunteered(field)
            if value and value.casefold() != self.known.get(field.name, "").casefold():
                if heard.short == "yes" and heard.only_short:
                    continue
                self.known[field.name] = value
                self.known.pop("choice", None)
                found = True
        return found

    def _chosen(self, options: tuple[str, ...], heard: Heard) -> None:
        choice = heard.choice(options) if options else None if heard.short == "no" else heard.text.rstrip(".")
        if choice is None:
            return self._not_given()
        self.known["choice"] = choice.strip()
        self._take_volunteered(heard)
        return self._go_on()

    # --- going through the steps ---

    def _enter(self, key: str) -> None:
        if key not in self.graph.nodes or len(self.steps) > MOST_STEPS:
            return self._end("stuck")
        self._node = self.graph.nodes[key]
        self.steps.append(key)
        self._tries, self.open, self._question = 0, None, ""
        if self._node.kind in TERMINAL:
            return self._finish()
        self._left = list(self._opening()) or acts_of(self.view, self._node, self.goal)
        return self._go_on()

    def _opening(self) -> Sequence[Act]:
        """What steps wait for that ask for no field and act with no tool."""
        node = self._node
        if node.kind == "start":
            self._question = self._greeting if self.view.calls_people else self._speech.need
            if self.view.calls_people:
                return (Wait("right_person"),)
            return () if self.goal else (Wait("goal"),)
        if node.id == "reason":
            return (Wait("suits"),)
        if node.id == "message":
            use = [act for act in acts_of(self.view, node, None) if isinstance(act, Use)]
            return (Wait("message_name"), *use)
        if node.id == "wrap_up":
            return (Wait("more"),)
        if node.id in ("wrong_person", "not_now", "emergency"):
            return (Wait("heard"),)
        return ()

    def _go_on(self) -> None:
        """To the next act that needs an answer, or out of the step."""
        self.open, self._question = None, self._question if self._node.kind == "start" else ""
        while self._left and not self.ended:
            act = self._left.pop(0)
            match act:
                case Ask(field=field) if self.known.get(field.name):
                    continue
                case Ask(field=field):
                    return self._wait(act, self._ask(field))
                case Wait():
                    return self._wait(act, self._words_for(act))
                case Use() if self._confirms(act):
                    return self._read_back(act)
                case Use():
                    self._use(act)
                    if self._stays:
                        return None
        return None if self._stays else self._leave()

    @property
    def _stays(self) -> bool:
        """Something was asked, or the call is over."""
        return bool(self.open or self.ended)

    def _leave(self, *, done: bool = True) -> None:
        """By the way that leads to what the caller wants, else by the first that holds, else by the else."""
        if done and self._node.goal and not self._node.tools and self._is_last_of_goal:
            self._say(self._speech.noted)  # nothing can be done yet, so nothing is claimed
        if done and self._node.goal and self._is_last_of_goal:
            self.reached.append(self._node.goal)
            self.goal = None if self.goal and self.goal.id == self._node.goal else self.goal
        move = self._towards(self.goal) if self.goal and self._node.goal != self.goal.id else None
        move = move or self._way_on()
        if move is None:
            return self._end("stuck")
        return self._enter(move.target)

    @property
    def _is_last_of_goal(self) -> bool:
        way = self._way_on()
        return way is None or self.graph.nodes[way.target].goal != self._node.goal

    def _way_on(self) -> Move | None:
        moves = [m for m in self.graph.moves[self._node.id] if m.target != "emergency" and m.edge.back != m.condition]
        plain = [m for m in moves if not m.otherwise and self.graph.nodes[m.target].kind != "transfer"]
        own = [m for m in plain if self.graph.nodes[m.target].goal in (None, self._node.goal)]
        asides = ("message", "wrong_person", "voicemail", "not_now")
        own = [m for m in own if m.target not in asides] or [
            m for m in plain if self.view.calls_people and self._node.goal is None and m.target not in asides
        ]
        return next(iter(own), None) or next((m for m in moves if m.otherwise), next(iter(moves), None))

    def _towards(self, goal: Goal) -> Move | None:
        targets = [n.id for n in self.spec.flow.nodes if n.goal == goal.id][:1]
        far = self.graph.distances(targets)
        moves = [m for m in self.graph.moves[self._node.id] if m.target in far and not m.otherwise]
        return min(moves, key=lambda m: far[m.target], default=None)

    def _finish(self) -> None:
        """A step where the call ends for the agent."""
        transfer = self._node.kind == "transfer"
        if self._node.id == "voicemail":
            self._say(
                self._greeting.split(". ")[0].rstrip(".") + "." if "?" not in self._greeting.split(". ")[0] else ""
            )
        self._say(self._phrases.handover if transfer else self._phrases.goodbye)
        for name in self._node.tools:
            if tool := self.spec.tool(name):
                self._beats.append(Beat("uses", self._node.id, "", tool.name, self._arguments(tool)))
        self._end("transfer" if transfer else "end")

    def _end(self, how: str) -> None:
        self.ended = how
        self._beats.append(Beat("ends", self._node.id, how))

    # --- tools ---

    def _confirms(self, use: Use) -> bool:
        return use.tool.confirm or use.tool.effect == "irreversible"

    def _irreversible(self, use: Use) -> bool:
        return use.tool.effect == "irreversible"

    def _read_back(self, use: Use) -> None:
        """What matters, in one sentence, and the question whether it is right."""
        values = [read_back(f, self._now_known(f), self._tag) for f in self._read_back_fields]
        if self._node.id == "message":
            values = [self.known.get("name", ""), self.known.get("message", "")]
        said = ", ".join(dict.fromkeys(v.rstrip("?!. ") for v in values if v))
        words = f"{sentence_case(said.rstrip('.'))}." if said else ""
        general = self._phrases.jobs["general"].confirm or self._phrases.read_back_question
        question = self._phrases.read_back_question if said else general
        self._wait(_Confirm(use), f"{words} {question}".strip())

    def _now_known(self, field: DataField) -> str:
        """A time that was chosen stands for the day that was wished."""
        chosen = self.known.get("choice", "")
        if chosen and field.type in ("date", "time"):
            return chosen
        return self.known.get(field.name, "")

    @property
    def _read_back_fields(self) -> Sequence[DataField]:
        if self._node.id == "message":
            return ()
        goal = next((g for g in self.spec.goals if g.id == self._node.goal), None)
        names = goal.fields if goal else self._node.asks
        shown = {name for node in self.spec.flow.nodes if node.kind == "verify" for name in node.asks}
        wanted = set(names) - shown
        found = [f for f in self.spec.data_fields if f.name in wanted and self.known.get(f.name)]
        return [f for f in found if f.read_back != "none"] or found[:2]

    def _use(self, use: Use) -> None:
        tool = use.tool
        if tool.catalog == _VERIFIED and _VERIFIED in self.known:
            return None
        if tool.effect == "read":
            self._say(use.hold if use.hold and self._tag.startswith("en") else self._phrases.hold)
        for attempt in (1, 2):
            mock = self._mock(tool)
            beat = Beat("uses", self._node.id, mock.result, tool.name, self._arguments(tool), mock.fails)
            self._beats.append(beat)
            if not mock.fails:
                return self._say_result(use, mock.result)
            if attempt == 1:
                self._say(self._phrases.fails_first)
        return self._failed()

    def _failed(self) -> None:
        """After two tries: what the flow does when nothing else helps."""
        move = next((m for m in self.graph.moves[self._node.id] if m.otherwise), None)
        human = move is not None and self.graph.nodes[move.target].kind == "transfer"
        plain = self._phrases.fails_plain.split("?")[0]
        if not (move and (human or move.target == "message")):
            self._say(plain)
        self._left = []
        self._enter(move.target) if move else self._end("stuck")

    def _say_result(self, use: Use, result: str) -> None:
        tool = use.tool
        if tool.name == "take_message" or tool.catalog == "take_message":
            return self._say(self._speech.message_kept)
        if tool.effect != "read":
            return self._say(done(tool, self._tag))
        if tool.catalog == _VERIFIED:
            self.known[_VERIFIED] = result
            return None
        english = self._tag.startswith("en")
        family = self._phrases.family(self.goal.playbook or "general" if self.goal else "general", ())
        options = tuple(part.strip() for part in result.split(",") if part.strip())
        if use.offers and len(options) > 1 and english:
            words = self._speech.offer.format(options=f" {self._speech.either} ".join(options[:2]))
            return self._wait(_Offer(options[:2]), words)
        if use.offers and family and family.many:
            return self._wait(_Offer(()), family.many)
        if result.casefold() in _PLAIN_RESULTS or not english:
            return self._say(self._phrases.unsure_reply.rpartition(". ")[0] + "." if _answers(tool) else "")
        return self._say(self._speech.found.format(result=result.rstrip(".")))

    def _mock(self, tool: Tool) -> Mock:
        return self._mocks.get(tool.name) or self._usual_mocks.get(tool.name) or Mock(tool=tool.name, result="done")

    @property
    def _usual_mocks(self) -> Mapping[str, Mock]:
        results = results_in(self.view, self.goal, self.view.job_of(self.goal)) if self.goal else {}
        wished = next(
            (self.known[f.name] for f in self.spec.data_fields if f.type == "date" and f.name in self.known), ""
        )
        if day := _WEEKDAY.search(wished.title()):  # a free time on the day that the caller asked for
            results = {name: _WEEKDAY.sub(day[0], result) for name, result in results.items()}
        return {mock.tool: mock for mock in self.view.mocks(results)}

    def _arguments(self, tool: Tool) -> Mapping[str, str]:
        return {p.name: value for p in tool.params if (value := self._argument(p))}

    def _argument(self, param: Param) -> str:
        match param.source:
            case "constant":
                return str(param.value)
            case "variable":
                return self._values.get(str(param.value), str(param.value))
            case "system":
                return f"({str(param.value).replace('_', ' ')})"
        if self.known.get(param.name):
            return self.known[param.name]
        words = param.name.split("_")
        kinds = [f for f in self.spec.data_fields if self.known.get(f.name)]
        if {"start", "time", "date", "slot"} & set(words) or words[-1:] == ["day"]:
            return self.known.get("choice") or " ".join(self.known[f.name] for f in kinds if f.type in ("date", "time"))
        if "reference" in words:
            numbers = [self.known[f.name] for f in kinds if f.read_back == "digits" and f.type == "string"]
            return self.known.get("booking", "") or next(iter(numbers), "")
        return next((self.known[f.name] for f in kinds if set(f.name.split("_")) & set(words)), "")

    # --- words ---

    def _words_for(self, wait: Wait) -> str:
        speech, phrases = self._speech, self._phrases
        match wait.what:
            case "goal" | "right_person":
                return "" if len(self.steps) == 1 else speech.need
            case "suits":
                return f"{self._reason} {phrases.good_time}".strip()
            case "more":
                return phrases.anything_else
            case "message_name":
                return speech.message_name
            case "message_about":
                return speech.message_about
        return speech.when if self._node.id in ("wrong_person", "not_now") else ""

    @property
    def _reason(self) -> str:
        """Why it calls, in the words of the goal."""
        goal = next(iter(self.spec.goals), None)
        return with_thing(self._speech.reason, self.view.wish(goal, self._tag)) if goal else ""

    def _ask(self, field: DataField) -> str:
        if field.ask and self._tag.partition("-")[0] == self.view.language.partition("-")[0] == "en":
            return spoken(field.ask, self._values)
        if self._tag.startswith("en") and _ASKS.match(field.description):
            return f"{field.description.rstrip('?.')}?".replace(" they ", " you ")
        return question_and_answer(field, self._tag).ask

    def _asked_again(self) -> str:
        return self._ask(self.open.field) if isinstance(self.open, Ask) else self._question

    def _say(self, words: str) -> None:
        if words.strip():
            self._beats.append(Beat("says", self._node.id if self.steps else self.spec.flow.start or "", words.strip()))

    def _wait(self, open_: _Open, words: str) -> None:
        self.open = open_
        self._question = words or self._question
        self._say(words)

    def _say_and_ask_again(self, words: str) -> None:
        again = self._question if "?" not in words else ""
        if isinstance(self.open, Wait) and self.open.what == "goal" and words:
            again = self._speech.need
        self._say(f"{words} {again}".strip() or self._speech.need)

    @property
    def _patience(self) -> int:
        return max(2, self._node.tries)

    @cached_property
    def _node(self) -> Node:
        return self.graph.nodes[self.spec.flow.start or ""]

    @cached_property
    def _values(self) -> Mapping[str, str]:
        """What stands for the variables in this call."""
        known = {v.name: v.example or v.default or _STAND_INS.get(v.name.split("_")[-1]) for v in self.spec.variables}
        return {**self.view.values, **{name: value for name, value in known.items() if value}}

    @property
    def _greeting(self) -> str:
        return spoken(self.spec.greeting or greeting_for(self.spec), self._values)

    @property
    def _phrases(self) -> Phrases:
        return phrases_for(self._tag)

    @property
    def _speech(self) -> Speech:
        return speech_for(self._tag)


def _with_proposed_tools(spec: AgentSpec) -> AgentSpec:
    """Tools that nobody has decided on are rehearsed as if they were agreed."""
    tools = tuple(t if t.state != "proposed" else t.model_copy(update={"state": "accepted"}) for t in spec.tools)
    return spec.model_copy(update={"tools": tools})


def _signs_in(heard: Heard, emergency: Emergency) -> bool:
    return heard.about(with_values(emergency.signs, {}).split(","))


def _two_sentences(text: str) -> str:
    parts = text.split(". ")
    return text if len(parts) <= 2 else ". ".join(parts[:2]) + "."


def _asks_for_a_day(field: DataField) -> bool:
    """The day in its answer is its own: “Which appointment is it, by name and day?”"""
    return field.type != "date" and "day" in telling_words(field.ask or "")


def _answers(tool: Tool) -> bool:
    return (tool.catalog or tool.name) == "search_knowledge_base"
