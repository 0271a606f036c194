"""A spec as a platform needs it, worked out once: what fits its limits, in its own words for variables and tools.

An exporter reads from here and writes the vendor's keys; it knows no rule that another platform needs as well.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from engine.document.spec import AgentSpec, KnowledgeItem, Node, Tool, Transfer
from engine.prompt.generate import base_prompt, generate, node_scripts
from engine.prompt.phrases import phrases_for
from engine.prompt.profiles import Profile
from engine.targets.bundle import Loss
from engine.targets.capabilities import Capabilities
from engine.targets.fit import fitted
from engine.targets.legal import legal
from engine.targets.legal_graph import LegalGraph
from engine.targets.once import once
from engine.targets.open_points import number_variable, open_points, secrets_of, transfers_of
from engine.targets.planned_tools import SLOW_SECONDS, PlannedTool
from engine.targets.templates import Variables
from engine.trials.scenarios import tests_of

if TYPE_CHECKING:
    from engine.targets.target import Target
    from engine.trials import AgentTest


@dataclass(frozen=True, slots=True)
class PlannedTransfer:
    transfer: Transfer
    variable: str
    """Carries the number as long as nobody has given it; as the platform writes a bare name."""

    @property
    def id(self) -> str:
        return self.transfer.id

    @property
    def number(self) -> str | None:
        """E.164."""
        return self.transfer.destination

    @property
    def condition(self) -> str:
        """`Front desk: The caller asks for a person.`"""
        return f"{self.transfer.label}: {self.transfer.condition}"

    @property
    def warm(self) -> bool:
        return self.transfer.mode == "warm"


@dataclass(frozen=True, slots=True)
class PlannedCriterion:
    """How a finished call is judged: the team's criteria, and one for each goal."""

    id: str
    name: str
    prompt: str
    """A sentence that is true of a good call."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What is taken down from a finished call."""

    name: str
    type: str
    """`string`, `number`, `integer` or `boolean`; a date or a phone number is a string that says so."""
    description: str
    required: bool


@dataclass(frozen=True)
class Plan:
    """All that an exporter reads."""

    spec: AgentSpec
    """Within the platform's limits."""
    version: int
    capabilities: Capabilities
    platform: str
    """`ElevenLabs`, for sentences."""
    cut: tuple[Loss, ...] = ()
    """What had to be changed to fit."""

    # --- who it is ---

    @property
    def title(self) -> str:
        """What the agent is called in a list."""
        return self.spec.name or self.spec.role or "Voice agent"

    @cached_property
    def variables(self) -> Variables:
        return Variables(self.spec, self.capabilities.templates)

    def text(self, text: str) -> str:
        """Any text of the spec as the platform writes its variables."""
        return self.variables.text(text)

    @property
    def greeting(self) -> str:
        return self.text(self.spec.greeting or "")

    @property
    def language(self) -> str:
        """BCP 47 tag of the default language."""
        return self.spec.languages[0] if self.spec.languages else "en"

    # --- what it is told ---

    @cached_property
    def prompt(self) -> str:
        """The system prompt: with the scripts in it, or where the platform runs the flow (`graph`) only what always
        holds. Each step has its own `script`."""
        return self.text(self.raw_prompt)

    @cached_property
    def raw_prompt(self) -> str:
        write = base_prompt if self.graph else generate
        guide = self.capabilities.prompt
        return once(self.spec, (write, _as_key(guide)), lambda: write(self.spec, guide))

    @cached_property
    def raw_texts(self) -> list[str]:
        """What the agent is told, with our names of variables in it."""
        graph = self.graph
        scripts = [self._raw_script(s.node) for s in graph.steps] if graph else []
        conditions = [when.words for n in graph.links for when in (n.when, n.back) if when] if graph else []
        tools = [p for t in self.spec.accepted_tools() for p in (t.purpose, t.when, t.when_not, t.on_error, t.url)]
        judged = [c.prompt for c in self.spec.criteria]
        said = [self.spec.greeting, self.raw_prompt, *scripts, *conditions, *tools, *judged]
        return [text for text in said if text]

    def script(self, node: Node) -> str:
        return self.text(self._raw_script(node))

    def _raw_script(self, node: Node) -> str:
        return once(self.spec, (node.id, self._guide), lambda: self._scripts(node))

    @cached_property
    def _guide(self) -> str:
        return _as_key(self.capabilities.prompt)

    @cached_property
    def _scripts(self) -> Callable[[Node], str]:
        return node_scripts(self.spec, self.capabilities.prompt)

    @cached_property
    def graph(self) -> LegalGraph | None:
        """None where the platform runs no flow or there is none."""
        kind = self.capabilities.graph
        return None if kind == "none" else legal(self.spec, self.script, tool_steps=kind == "tool_steps")

    @cached_property
    def documents(self) -> tuple[KnowledgeItem, ...]:
        """Knowledge that the prompt does not hold in full: files and addresses for a knowledge base."""
        return tuple(k for k in self.spec.knowledge if k.kind == "url" or k.content not in self.prompt)

    # --- what it can do ---

    @cached_property
    def tools(self) -> tuple[PlannedTool, ...]:
        """The accepted tools that are called over the network or in the client's app."""
        return tuple(self._tool(t) for t in self.spec.accepted_tools() if t.kind in ("http", "client"))

    def tool(self, name: str) -> PlannedTool | None:
        return next((t for t in self.tools if t.name == name), None)

    @property
    def servers(self) -> tuple[PlannedTool, ...]:
        """MCP servers."""
        return tuple(self._tool(t) for t in self.spec.accepted_tools() if t.kind == "mcp")

    @cached_property
    def loose_tools(self) -> tuple[PlannedTool, ...]:
        """Those that no step of the graph brings with it: the whole call has them. Without a graph all of them."""
        granted = {t.name for step in self.graph.steps for t in step.tools} if self.graph else set()
        return tuple(t for t in self.tools if t.name not in granted)

    @cached_property
    def built_in(self) -> dict[str, PlannedTool | None]:
        """Name of a built-in tool of the platform -> the tool of the spec that it stands for; None where the rest of
        the spec wants it (transfers, several languages, outbound calls)."""
        names = self.capabilities.prompt.system_tools
        wanted: dict[str, PlannedTool | None] = {names[w]: None for w in self._implied() if w in names}
        for tool in self.spec.accepted_tools():
            if tool.kind == "system" and (name := names.get(tool.name) or names.get(tool.catalog or "")):
                wanted[name] = self._tool(tool)
        return wanted

    @property
    def without_built_in(self) -> tuple[Tool, ...]:
        """System tools of the spec that the platform has nothing for."""
        names = self.capabilities.prompt.system_tools
        system = [t for t in self.spec.accepted_tools() if t.kind == "system"]
        return tuple(t for t in system if t.name not in names and (t.catalog or "") not in names)

    @property
    def end_call(self) -> PlannedTool | None:
        return self._system("end_call")

    @property
    def hands_over(self) -> PlannedTool | None:
        """The accepted tool that transfers a call, as the spec describes it."""
        return self._system("transfer_to_human", "transfer_to_number")

    @property
    def voicemail(self) -> bool:
        """Whether it has to notice an answering machine."""
        return self.spec.direction == "outbound" or bool(self._system("collect_voicemail", "voicemail_detection"))

    @cached_property
    def transfers(self) -> tuple[PlannedTransfer, ...]:
        return tuple(self.transfer(t) for t in transfers_of(self.spec))

    def transfer(self, transfer: Transfer) -> PlannedTransfer:
        return PlannedTransfer(transfer, self.variables.name(number_variable(transfer)))

    # --- how it is judged ---

    @cached_property
    def criteria(self) -> tuple[PlannedCriterion, ...]:
        return tuple(self._criteria())

    @cached_property
    def collected(self) -> tuple[Collected, ...]:
        return tuple(_collected(f.name, f.type, self.text(f.description), f.required) for f in self.spec.data_fields)

    @cached_property
    def tests(self) -> "tuple[AgentTest, ...]":
        return once(self.spec, tests_of, lambda: tests_of(self.spec))

    # --- what is missing ---

    @property
    def secrets(self) -> tuple[str, ...]:
        return secrets_of(self.spec)

    @property
    def open(self) -> tuple[str, ...]:
        return open_points(self.spec)

    def losses(self) -> Iterator[Loss]:
        """What this spec in particular loses here, as far as the plan can tell."""
        yield from self.cut
        if self.graph and self.graph.left_out:
            note = f"No way leads there: {', '.join(self.graph.left_out)}."
            yield Loss(part="flow.nodes", handling="not_supported", note=note)
        if self.graph and self.graph.added:
            note = f"Added, so that every call comes to an end: {', '.join(self.graph.added)}."
            yield Loss(part="flow.edges", handling="emulated", note=note)
        if self.capabilities.prompt.system_tools and self.without_built_in:
            note = f"No built-in tool does {', '.join(t.name for t in self.without_built_in)}."
            yield Loss(part="tools.name", handling="not_supported", note=note)
        headers = [p.name for t in self.tools for p in t.headers_from_model]
        if headers:
            note = f"The model cannot fill a header; set these variables before the call: {', '.join(headers)}."
            yield Loss(part="tools.params.source", handling="emulated", note=note)

    def _tool(self, tool: Tool) -> PlannedTool:
        slow = tool.kind == "http" and tool.timeout > SLOW_SECONDS
        return PlannedTool(tool, self.variables, phrases_for(self.language).hold if slow else "")

    def _system(self, *names: str) -> PlannedTool | None:
        found = (t for t in self.spec.accepted_tools() if t.name in names or t.catalog in names)
        return next((self._tool(t) for t in found if t.kind == "system"), None)

    def _implied(self) -> Iterator[str]:
        if self.spec.transfers:
            yield "transfer_to_human"
        if len(self.spec.languages) > 1:
            yield "language_detection"
        if self.spec.direction == "outbound":
            yield "voicemail_detection"

    def _criteria(self) -> Iterator[PlannedCriterion]:
        for g in self.spec.goals:
            yield PlannedCriterion(f"goal_{g.id}", g.statement, g.success or f"The agent did this: {g.statement}")
        for c in self.spec.criteria:
            yield PlannedCriterion(f"criterion_{c.id}", c.name, self.text(c.prompt))


def plan_of(spec: AgentSpec, version: int, target: "Target") -> Plan:
    """The plan of this spec for a platform. Pure."""
    fits, cut = fitted(spec, target.capabilities.limits)
    return Plan(fits, version, target.capabilities, target.title, cut)


def _as_key(guide: Profile) -> str:
    return repr(guide)


_PLAIN = ("string", "number", "integer", "boolean")


def _collected(name: str, kind: str, description: str, required: bool) -> Collected:
    if kind in _PLAIN:
        return Collected(name, kind, description, required)
    return Collected(name, "string", f"{description} ({kind})", required)


def as_json(value: Any) -> str:
    """The one way in which bundles write JSON: the same value always gives the same bytes."""
    return to_json(value, indent=2).decode() + "\n"
