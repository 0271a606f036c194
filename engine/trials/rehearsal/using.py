"""Tools in a call: what is read back before one, its arguments, what its stand-in answers, and what is said of that."""

import re
from collections.abc import Mapping, Sequence

from engine.document.spec import DataField, Param, Tool
from engine.language.text import sentence_case
from engine.trials.agent_test import Mock
from engine.trials.dialogues import results_in
from engine.trials.rehearsal.speaking import Beat, Confirm, Offer, Speaking
from engine.trials.rehearsal.speech import done, read_back
from engine.trials.rehearsal.steps import Use

_PLAIN_RESULTS = frozenset({"found", "done", "error", "booked", "ok"})
_VERIFIED = "verify_identity"
_AMOUNTS = ("number", "integer")
_WHEN = frozenset({"start", "time", "date", "slot", "due"})
_IN_WORDS = frozenset({"subject", "description", "summary", "notes", "answer"})
"""Parameters for what a caller tells in their own words."""
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


class Using(Speaking):
    """A call as far as its tools go."""

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
        self._wait(Confirm(use), f"{words} {question}".strip())

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

    def _use(self, use: Use) -> bool:
        """Whether it worked, at the second try at the latest; what it found is said."""
        tool = use.tool
        if tool.catalog == _VERIFIED and _VERIFIED in self.known:
            return True
        if tool.effect == "read":
            self._say(use.hold if use.hold and self._tag.startswith("en") else self._phrases.hold)
        for attempt in (1, 2):
            mock = self._mock(tool)
            beat = Beat("uses", self._node.id, mock.result, tool.name, self._arguments(tool), mock.fails)
            self._beats.append(beat)
            if not mock.fails:
                self._say_result(use, mock.result)
                return True
            if attempt == 1:
                self._say(self._phrases.fails_first)
        return False

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
            return self._wait(Offer(options[:2]), words)
        if use.offers and family and family.many:
            return self._wait(Offer(()), family.many)
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
        words = set(param.name.split("_"))
        known = [f for f in self.spec.data_fields if self.known.get(f.name)]
        if words & _WHEN or param.name.endswith("_day"):
            return self.known.get("choice") or " ".join(self.known[f.name] for f in known if _is_when(f))
        numbers = [self.known[f.name] for f in known if f.read_back == "digits" and f.type == "string"]
        if "reference" in words or any(f.name == param.name and f.read_back == "digits" for f in self.spec.data_fields):
            return self.known.get("booking", "") or next(iter(numbers), "")  # the number that says who is calling
        amounts = [self.known[f.name] for f in known if f.type in _AMOUNTS]
        if param.type in _AMOUNTS and len(amounts) == 1:
            return amounts[0]
        own = next((self.known[f.name] for f in known if set(f.name.split("_")) & words), "")
        return own or (self._told if words & _IN_WORDS else "")

    @property
    def _told(self) -> str:
        """What the caller has told of this goal in free words, which a tool may want as one text."""
        wanted = self.goal.fields if self.goal else self._node.asks
        told = [f for f in self.spec.data_fields if f.name in wanted and f.type == "string" and f.read_back == "none"]
        return ", ".join(value for f in told if (value := self.known.get(f.name)))


def _answers(tool: Tool) -> bool:
    return (tool.catalog or tool.name) == "search_knowledge_base"


def _is_when(field: DataField) -> bool:
    return field.type in ("date", "time") and "birth" not in field.name
