"""Small edits of immutable documents, which every kind of change is made of."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from engine.document.spec import AgentSpec, Origin
from engine.document.unknown import Keeping

_Model = TypeVar("_Model", bound=Keeping)


def replace(model: _Model, **values: Any) -> _Model:
    return model.model_copy(update=values)


def merged(model: _Model, values: Mapping[str, Any]) -> _Model:
    """`model` with `values` laid over it, checked by its own type. Raises ValidationError."""
    aliases = {name: info.alias for name, info in type(model).model_fields.items()}
    kept = {name: value for name, value in dict(model).items() if aliases[name] not in values}
    return model.carried_to(type(model).model_validate({**kept, **values}), said=values)


def together(model: _Model) -> _Model:
    """The model, its parts checked with each other; each of them is checked already. Raises ValidationError."""
    return model.carried_to(type(model).model_validate(dict(model)))


def known(spec: AgentSpec, origins: Mapping[str, Origin]) -> AgentSpec:
    """Note the origins; a path that is known now is no longer skipped."""
    return replace(
        spec, origins={**spec.origins, **origins}, skipped=tuple(p for p in spec.skipped if p not in origins)
    )


def agreed(spec: AgentSpec, paths: Iterable[str], origin: Origin) -> AgentSpec:
    """Note who agrees to what a model suggested, in words that change nothing else."""
    before = [path for path, known_as in spec.origins.items() if known_as.how == "suggested"]
    meant = {path: origin for path in paths if any(f"{path}.".startswith(f"{there}.") for there in before)}
    return known(spec, meant) if meant and origin.how == "said" else spec


def forgotten(spec: AgentSpec, prefix: str) -> AgentSpec:
    def stays(path: str) -> bool:
        return path != prefix and not path.startswith(prefix + ".")

    return replace(
        spec,
        origins={path: origin for path, origin in spec.origins.items() if stays(path)},
        skipped=tuple(path for path in spec.skipped if stays(path)),
    )
