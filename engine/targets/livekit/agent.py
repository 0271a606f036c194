"""`agent.py`: what is the agent's own in it, below the part that is alike in every bundle."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from engine.targets.flow_code import END_CALL, TRANSFER
from engine.targets.legal_graph import LegalGraph, Step, When
from engine.targets.livekit.session import MODULE_NAMES, entrypoint
from engine.targets.plan import Plan
from engine.targets.planned_tools import PlannedTool
from engine.targets.python_code import Names, docstring, in_words, literal
from engine.targets.walk import with_strings

_AT_ONCE = "Call it as soon as all that belongs to this step is said, without waiting for an answer."
_NO_SCRIPT = "Hold the call as your instructions say."


class AgentWriter:
    """Writes the file; every name in it is given once."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self._names = plan, Names(MODULE_NAMES)
        self._spoken = Names(t.name for t in plan.tools)
        self._tools = {t.name: self._names.new(t.name) for t in plan.tools}
        steps = plan.graph.steps if plan.graph else ()
        self._classes = {s.key: self._names.new(_class_name(s.key)) for s in steps}
        self._alone = self._names.new("Call")
        self._ways: dict[str, str] = {}

    def source(self) -> str:
        head = files("engine.targets.livekit").joinpath("agent_head.py.jinja").read_text("utf-8")
        title = docstring(f"{self.plan.title}: a voice agent for LiveKit (livekit-agents 1.8.9).")
        everywhere: list[str] = [self._tools[t.name] for t in self.plan.loose_tools]
        parts = [title, head, self._texts(), *map(self._tool, self.plan.tools)]
        for name, code in self._built_in():
            everywhere.append(name)
            parts.append(code)
        parts += list(self._steps())
        first = self._classes[self.plan.graph.start] if self.plan.graph else self._alone
        parts.append(entrypoint(self.plan, first, everywhere))
        return f"{parts[0]}\n\n" + "\n\n\n".join(part.strip() for part in parts[1:]) + "\n"

    def _texts(self) -> str:
        spec = self.plan.spec
        return "\n".join(
            [
                f"INSTRUCTIONS = {literal(self.plan.prompt)}",
                '"""What holds during the whole call."""',
                f"GREETING = {literal(self.plan.greeting)}",
                f"WAITS = {spec.direction == 'outbound'}",
                '"""Without a greeting: whether the other side speaks first."""',
                f"LONGEST_SECONDS = {spec.runtime.max_duration_seconds}",
            ]
        )

    # --- tools ---

    def _tool(self, tool: PlannedTool) -> str:
        schema = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
        how = "in_client" if tool.tool.kind == "client" else "call"
        lines = [
            *_decorated(schema, self._tools[tool.name]),
            *(["    context.disallow_interruptions()"] if tool.uninterrupted else []),
            f"    return await {how}({tool.name!r}, raw_arguments, context.userdata)"
            if how == "call"
            else f"    return await {how}({tool.name!r}, raw_arguments, {tool.tool.timeout})",
        ]
        return "\n".join(lines)

    def _built_in(self) -> Iterator[tuple[str, str]]:
        """Name of a function -> its source, for what the platform does itself."""
        if END_CALL in self.plan.built_in:
            yield self._end_call()
        if TRANSFER in self.plan.built_in:
            yield self._transfer()

    def _end_call(self) -> tuple[str, str]:
        tool, name = self.plan.end_call, self._names.new(END_CALL)
        words = in_words(tool.description) if tool else "End the call."
        schema = {"name": self._spoken.new(END_CALL), "description": words, "parameters": _object({})}
        lines = [
            *_decorated(schema, name, "None"),
            "    await context.wait_for_playout()",
            "    hang_up(context.session)",
        ]
        return name, "\n".join(lines)

    def _transfer(self) -> tuple[str, str]:
        tool, name = self.plan.hands_over, self._names.new(TRANSFER)
        whom = " ".join(f"{t.id}: {in_words(self.plan.text(t.condition))}" for t in self.plan.transfers)
        to = {"type": "string", "enum": [t.id for t in self.plan.transfers], "description": f"Who takes over. {whom}"}
        words = in_words(tool.description) if tool else "Hand the call over to a person."
        schema = {"name": self._spoken.new(TRANSFER), "description": words, "parameters": _object({"to": to})}
        lines = [*_decorated(schema, name, "None"), '    await hand_over(context.session, str(raw_arguments["to"]))']
        return name, "\n".join(lines)

    # --- steps ---

    def _steps(self) -> Iterator[str]:
        if self.plan.graph is None:
            yield f'class {self._alone}(Step):\n    """The whole call."""'
        for step in self.plan.graph.steps if self.plan.graph else ():
            yield self._step(self.plan.graph, step) if self.plan.graph else ""

    def _step(self, graph: LegalGraph, step: Step) -> str:
        base = {"end": "End", "transfer": "HandOver"}.get(step.kind, "Step")
        lines = [f"class {self._classes[step.key]}({base}):", f"    {docstring(step.title)}"]
        if step.transfer:
            return "\n".join([*lines, "", f"    to = {step.transfer.id!r}"])
        if step.kind == "end":
            return "\n".join(lines)
        own = [self._tools[t.name] for t in step.tools if self.plan.tool(t.name)]
        lines += ["", f"    script = {literal(step.script or _NO_SCRIPT, 1)}"]
        lines += [f"    own_tools = ({', '.join(own)},)"] if own else []
        for target, when, _ in graph.ways(step.key):
            lines += ["", *self._way(target, when)]
        return "\n".join(lines)

    def _way(self, target: str, when: When) -> list[str]:
        name = self._ways.get(target) or self._spoken.new(f"go_to_{target}"[:60])
        self._ways[target] = name
        words = _AT_ONCE if when.kind == "at_once" else in_words(self.plan.text(when.words))
        return [
            f"    @function_tool(name={name!r}, description={literal(words, 2)})",
            f"    async def {name}(self) -> Agent:",
            f"        return self.next({self._classes[target]})",
        ]


def _decorated(schema: dict[str, Any], name: str, answer: str = "Any") -> list[str]:
    return [
        f"@function_tool(raw_schema={literal(with_strings(schema, in_words), 1)})",
        f"async def {name}(raw_arguments: dict[str, object], context: RunContext[Known]) -> {answer}:",
    ]


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _class_name(key: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in key.replace("_", "-").split("-")) + "Step"
