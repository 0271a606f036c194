"""From a spec to a bundle: the plan, the platform's files, what is common to all, and the check."""

from engine.document.spec import AgentSpec
from engine.targets.brought import as_brought
from engine.targets.bundle import Bundle, Loss
from engine.targets.losses import REPORT, as_markdown, report, with_findings
from engine.targets.plan import Plan, as_json, plan_of
from engine.targets.readme import readme
from engine.targets.target import Export, File, Target
from engine.targets.templates import used

README = "README.md"


def make(spec: AgentSpec, target: Target, version: int) -> Bundle:
    """The checked bundle of this spec for the platform."""
    brought = spec.brought if spec.brought and spec.brought.platform == target.name else None
    bundle = bundle_of(spec.model_copy(update={"brought": None}) if brought else spec, target, version)
    if brought:
        bundle = as_brought(bundle, brought, lambda read: bundle_of(read, target, version), target)
    return with_findings(bundle, target.check(bundle), target.title)


def bundle_of(spec: AgentSpec, target: Target, version: int) -> Bundle:
    """The same, written from the spec alone, and before it is checked."""
    plan = plan_of(spec, version, target)
    made = target.export(plan)
    still_open = tuple(dict.fromkeys([*plan.open, *_undeclared(plan, made)]))
    losses = _losses(spec, plan, made)
    files = {path: _text(plan, content) for path, content in made.files.items()}
    if made.steps:
        files |= {README: readme(plan, made, still_open), REPORT: as_markdown(losses, target.title)}
    return Bundle(
        platform=target.name, version=version, files=files, secrets=plan.secrets, losses=losses, open=still_open
    )


def _losses(spec: AgentSpec, plan: Plan, made: Export) -> tuple[Loss, ...]:
    """The first that speaks of a part is kept: what the platform says of this spec, then what the plan says."""
    if plan.capabilities.keeps_all:
        return ()
    particular: dict[str, Loss] = {}
    for loss in (*made.losses, *plan.losses()):
        particular.setdefault(loss.part, loss)
    return report(spec, plan.capabilities.parts, particular.values())


def _undeclared(plan: Plan, made: Export) -> tuple[str, ...]:
    """Variables that the agent needs and nobody declared, sorted."""
    if not made.steps:
        return ()
    arguments = [str(a.value) for tool in plan.tools for a in tool.filled_by("variable")]
    names = {*used(plan.raw_texts), *arguments} - {t.variable for t in plan.transfers}
    return plan.variables.undeclared(sorted(names))


def _text(plan: Plan, content: File) -> str:
    """Texts as they are; in JSON no variable is left in our own notation."""
    if isinstance(content, str):
        return content
    return plan.variables.in_json(as_json(content))
