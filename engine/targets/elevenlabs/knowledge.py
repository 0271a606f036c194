"""Documents of the knowledge base. What the prompt holds in full is not uploaded a second time."""

from engine.document.spec import AgentSpec, KnowledgeItem


def documents(spec: AgentSpec, prompt: str) -> tuple[KnowledgeItem, ...]:
    """The items that have to be uploaded."""
    return tuple(k for k in spec.knowledge if k.kind == "url" or k.content not in prompt)


def locator(item: KnowledgeItem) -> dict[str, str]:
    """The document as `prompt.knowledge_base` names it."""
    return {"type": "url" if item.kind == "url" else "text", "name": item.title, "id": _name(item)}


def index_entry(item: KnowledgeItem) -> dict[str, str]:
    """The document in `knowledge.json`: somebody writes its id there."""
    source = item.content if item.kind == "url" else path(item)
    return {"name": _name(item), "title": item.title, "source": source, "id": ""}


def path(item: KnowledgeItem) -> str:
    """Where its text stands in the bundle."""
    return f"knowledge/{item.id}.md"


def _name(item: KnowledgeItem) -> str:
    return f"knowledge:{item.id}"
