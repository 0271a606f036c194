"""A call with the agent as it is drawn: what it says and does after each utterance, without a model.

The flow is followed literally, one utterance at a time. A tool is answered by a mock, and nothing is said to be done
before that. A call is a pure function of the spec and of what was said, so it is played again to go on with it.
"""

from collections.abc import Callable, Mapping

from engine.document.spec import Emergency
from engine.sentences import with_values
from engine.trials.lines import spoken
from engine.trials.rehearsal.answering import Answering
from engine.trials.rehearsal.heard import Heard
from engine.trials.rehearsal.speaking import Beat
from engine.trials.rehearsal.steps import Wait


class Call(Answering):
    """One call; `begin` it, then `hear` what the caller says until it has `ended`."""

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
        if self.ended:
            return []
        if heard.silent:
            self._on_silence()
        elif not self._interrupted(heard):
            self._silent = 0
            self._answered(heard)
        return self._beats

    def _interrupted(self, heard: Heard) -> bool:
        for signal, react in self._reactions(heard).items():
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

    def _reactions(self, heard: Heard) -> Mapping[str, Callable[[], None]]:
        speech, phrases = self._speech, self._phrases
        reactions: dict[str, Callable[[], None]] = {
            "abuse": self._abuse,
            "prompt": lambda: self._say_and_ask_again(speech.secret),
            "robot": lambda: self._say_and_ask_again(phrases.disclosure),
            "person": lambda: self._person(heard),
            "repeat": lambda: self._say_and_ask_again(""),
        }
        if self.view.calls_people:
            reactions |= {
                "machine": lambda: self._aside("voicemail"),
                "wrong_person": lambda: self._aside("wrong_person"),
                "busy": lambda: self._aside("not_now"),
            }
        if "message" in self.graph.nodes and self._node.id != "message":
            reactions["message"] = lambda: self._enter("message")
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

    def _person(self, heard: Heard) -> None:
        node = next((n for n in self.spec.flow.nodes if n.kind == "transfer"), None)
        node = node or self.graph.nodes.get("message")
        if node is None:
            return self._nobody_there(heard)
        if node.id == "message":
            self._say(self._speech.nobody)
        return self._enter(node.id)

    def _nobody_there(self, heard: Heard) -> None:
        """Who says at once what it is about is helped with that."""
        wanted = heard.goal(self.spec.goals) if isinstance(self.open, Wait) and self.open.what == "goal" else None
        if wanted:
            return self._go_for(wanted, heard)
        self._say(self._speech.nobody)
        return self._not_given()

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
        self._say(self._speech.language)
        self._not_given()
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


def _signs_in(heard: Heard, emergency: Emergency) -> bool:
    return heard.about(with_values(emergency.signs, {}).split(","))


def _two_sentences(text: str) -> str:
    parts = text.split(". ")
    return text if len(parts) <= 2 else ". ".join(parts[:2]) + "."
