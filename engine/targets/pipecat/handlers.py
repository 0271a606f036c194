"""`handlers.py`: the Python that `flow.json` names. The model reads signatures and docstrings, so they carry what the
spec says of a tool and its arguments."""

from collections.abc import Mapping
from importlib.resources import files

from engine.targets.pipecat.flow import FlowWriter
from engine.targets.plan import Plan
from engine.targets.planned_tools import Argument, PlannedTool
from engine.targets.python_code import Names, in_words, literal, one_line

_TYPES: Mapping[str, str] = {
    "string": "str",
    "number": "float",
    "integer": "int",
    "boolean": "bool",
    "array": "list[str]",
    "object": "dict",
}
_RESERVED = (
    *("json", "Any", "Path", "Flow", "FlowConfig", "FlowManager", "TRANSITION_IN_YAML", "flows_tool_options"),
    *("LLMMessagesAppendFrame", "RTVIServerMessageFrame", "call", "HANDLERS", "TRANSFERS", "flow", "transfer_call"),
)


def handlers(plan: Plan, writer: FlowWriter) -> str:
    """The file; what is alike in every bundle comes first."""
    names = Names(_RESERVED)
    functions = {tool.name: names.new(tool.name) for tool in plan.tools}
    parts = [_common(), *(_function(tool, functions[tool.name]) for tool in plan.tools)]
    if plan.transfers:
        functions[writer.transfer] = names.new(writer.transfer)
        parts.append(_transfer(plan, functions[writer.transfer]))
    entries = {**functions, "transfer_call": "transfer_call"}
    table = "\n".join(f"    {name!r}: {code}," for name, code in entries.items())
    parts.append(f'HANDLERS: dict[str, Any] = {{\n{table}\n}}\n"""What `flow.json` names -> what it is here."""')
    return "\n\n\n".join(part.strip() for part in parts) + "\n"


def _common() -> str:
    return files("engine.targets.pipecat").joinpath("handlers_head.py.jinja").read_text("utf-8")


def _function(tool: PlannedTool, name: str) -> str:
    names = Names(("flow_manager", "self"))
    arguments = [(names.new(a.name), a) for a in tool.filled_by("model")]
    ordered = sorted(arguments, key=lambda pair: not pair[1].required)
    signature = ", ".join(["flow_manager: FlowManager", *(_parameter(code, a) for code, a in ordered)])
    passed = ", ".join(f"{a.name!r}: {code}" for code, a in arguments)
    use = "_in_client" if tool.tool.kind == "client" else "_called"
    return "\n".join(
        [
            f"@flows_tool_options(timeout_secs={tool.tool.timeout})",
            f"async def {name}({signature}):",
            *_docstring(tool.description, [(code, a) for code, a in ordered]),
            f"    return await {use}({tool.name!r}, flow_manager, {{{passed}}})",
        ]
    )


def _parameter(code: str, argument: Argument) -> str:
    kind = _TYPES[argument.schema["type"]]
    return f"{code}: {kind}" if argument.required else f"{code}: {kind} | None = None"


def _docstring(description: str, arguments: list[tuple[str, Argument]]) -> list[str]:
    lines = [f'    """{_said(description)}']
    if arguments:
        lines += ["", "    Args:", *(f"        {code}: {_said(_description(a))}" for code, a in arguments)]
    return [*lines, '    """']


def _description(argument: Argument) -> str:
    said = str(argument.schema.get("description", ""))
    choices = argument.schema.get("enum")
    return f"{said}. One of: {', '.join(choices)}" if choices else said


def _said(text: str) -> str:
    """On one line, and no start of a field that a reader of docstrings would take for one of its own."""
    return one_line(in_words(text)).lstrip(":@") or "-"


def _transfer(plan: Plan, name: str) -> str:
    tool = plan.hands_over
    words = tool.description if tool else "Hand the call over to a person."
    ids = [t.id for t in plan.transfers]
    whom = " ".join(f"{t.id} – {plan.text(t.condition)}" for t in plan.transfers)
    choices = f"One of: {', '.join(ids)}. {whom}"
    return "\n".join(
        [
            f"async def {name}(flow_manager: FlowManager, to: str):",
            f'    """{_said(words)}',
            "",
            "    Args:",
            f"        to: {_said(choices)}",
            '    """',
            f"    return _choice(to, {literal(ids, 1)})",
        ]
    )
