"""What the caller's answer to the open question comes to."""

from engine.document.spec import DataField, Goal
from engine.language.telling import telling_words
from engine.trials.rehearsal.heard import Heard
from engine.trials.rehearsal.speaking import Change, Confirm, Offer
from engine.trials.rehearsal.steps import Ask, Use, Wait
from engine.trials.rehearsal.walking import Walking


class Answering(Walking):
    """A call that takes answers."""

    def _answered(self, heard: Heard) -> None:
        match self.open:
            case Ask(field=field):
                self._value(field, heard)
            case Wait(what=what):
                self._waited(what, heard)
            case Confirm(use=use):
                self._confirmed(use, heard)
            case Change(use=use):
                self._changed(use, heard)
            case Offer(options=options):
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
                if goal and heard.short != "no" and not heard.only_short and "goodbye" not in heard.signals:
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
            return self._go_on() if self._use(use) else self._failed()
        if revised:
            return self._read_back(use)
        if heard.short == "no" and self._node.id == "message":
            self._left = [use]
            return self._wait(Wait("message_about"), self._speech.message_about)
        if heard.short == "no" or heard.signals & {"changes"}:
            if heard.signals & {"changes"} or not self._irreversible(use):
                return self._wait(Change(use), self._speech.change)
            return self._give_up()
        return self._not_given()

    def _changed(self, use: Use, heard: Heard) -> None:
        if self._revise(heard):
            return self._read_back(use)
        if heard.short == "no" or "goodbye" in heard.signals:
            return self._give_up()
        return self._not_given()

    def _give_up(self) -> None:
        self._say(self._speech.unchanged)
        self._leave(done=False)

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

    def _aside(self, key: str) -> None:
        """To the step for a machine, for somebody else, or for another time."""
        if key in self.graph.nodes and key != self._node.id:
            return self._enter(key)
        return self._answered(Heard("no"))

    def _goodbye(self) -> None:
        end = next((n for n in self.spec.flow.nodes if n.kind == "end" and n.id != "voicemail"), None)
        return self._enter(end.id) if end else self._end("end")


def _asks_for_a_day(field: DataField) -> bool:
    """The day in its answer is its own: “Which appointment is it, by name and day?”"""
    return field.type != "date" and "day" in telling_words(field.ask or "")
