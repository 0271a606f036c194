"""Going through the steps of a call: what happens at one, and which way leads on."""

from collections.abc import Sequence

from engine.document.spec import Goal
from engine.trials.lines import with_thing
from engine.trials.rehearsal.speaking import Beat
from engine.trials.rehearsal.steps import Act, Ask, Use, Wait, acts_of
from engine.trials.rehearsal.using import Using
from engine.workflow.graph import TERMINAL, Move

MOST_STEPS = 60
"""Steps without a word in between, after which a flow goes in circles."""


class Walking(Using):
    """A call on its way through the flow."""

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
                case Use() if not self._use(act):
                    return self._failed()
            if self._stays:
                return None
        return None if self.ended else self._leave()

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

    def _failed(self) -> None:
        """After two tries: what the flow does when nothing else helps."""
        move = next((m for m in self.graph.moves[self._node.id] if m.otherwise), None)
        human = move is not None and self.graph.nodes[move.target].kind == "transfer"
        plain = self._phrases.fails_plain.split("?")[0]
        if not (move and (human or move.target == "message")):
            self._say(plain)
        self._left = []
        self._enter(move.target) if move else self._end("stuck")
