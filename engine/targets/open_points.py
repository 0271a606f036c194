"""What a spec leaves open, by the names that the exports write in its place; every platform says the same.

* a tool that is called over the network and has no address: `LOOKUP_ORDER_URL`
* a tool with a login but no secret named for it: `LOOKUP_ORDER_TOKEN`
* a transfer without a number: `transfer_front_desk_number`, a variable that is set before the call
* anything else that the team chose to leave open: its spec path
"""

from collections.abc import Iterator

from engine.document.spec import AgentSpec, Tool, Transfer
from engine.urls import placeholder_name, placeholder_url, secret_name

_NAMED = (".url", ".auth", ".auth_ref", ".destination")
"""Skipped paths that end so are listed by the name of their placeholder."""


def url_of(tool: Tool) -> str:
    """The tool's address, or the named placeholder."""
    return tool.url or placeholder_url(tool.name)


def secret_of(tool: Tool) -> str | None:
    """The NAME of the secret that the tool sends; None when it sends none."""
    if tool.kind not in ("http", "mcp") or tool.auth == "none":
        return None
    return tool.auth_ref or secret_name(tool.name)


def number_variable(transfer: Transfer) -> str:
    """The variable that carries a transfer's number as long as nobody has given it."""
    return f"transfer_{transfer.id.replace('-', '_')}_number"


def transfers_of(spec: AgentSpec) -> tuple[Transfer, ...]:
    """The transfers, or one without a number where the agent hands calls over and nobody said to whom."""
    hands_over = any(t.kind == "system" and t.name.startswith("transfer") for t in spec.accepted_tools())
    if spec.transfers or not (hands_over or any(n.kind == "transfer" for n in spec.flow.nodes)):
        return spec.transfers
    return (Transfer(id="human", label="A person", condition="The caller asks for a person."),)


def secrets_of(spec: AgentSpec) -> tuple[str, ...]:
    """Names of all secrets, in the order of the tools, each once."""
    return tuple(dict.fromkeys(name for tool in spec.accepted_tools() if (name := secret_of(tool))))


def open_points(spec: AgentSpec) -> tuple[str, ...]:
    """Names of all placeholders, in the order of the spec, each once."""
    return tuple(dict.fromkeys(_open(spec)))


def _open(spec: AgentSpec) -> Iterator[str]:
    for tool in spec.accepted_tools():
        if tool.kind in ("http", "mcp") and tool.url is None:
            yield placeholder_name(tool.name)
        secret = secret_of(tool)
        if secret is not None and tool.auth_ref is None:
            yield secret
    for transfer in transfers_of(spec):
        if transfer.destination is None:
            yield number_variable(transfer)
    yield from (path for path in spec.skipped if not path.endswith(_NAMED))
