"""Secrets in a text, as people paste them.

Two ways, both linear in the length of the text: by its own shape (`shapes.py`: the rules of gitleaks and ours, as data)
and by what it is called (`labelled.py`: “the password to the portal is …”, `"api_key": "…"`, in seven languages).
Randomness alone never decides, and the *name* of a secret (`CRM_API_KEY`) stays.
"""

from engine.secrets.authorization import authorizations
from engine.secrets.below import below
from engine.secrets.company import in_company
from engine.secrets.found import Found, merged
from engine.secrets.labelled import labelled
from engine.secrets.labels import labels_in
from engine.secrets.near import near
from engine.secrets.opening import opening
from engine.secrets.public import private
from engine.secrets.shapes import shaped
from engine.secrets.typed import as_written
from engine.secrets.unnamed import alone, unnamed

SECRET_REMOVED = "[secret removed]"  # noqa: S105 - this is what stands where a secret was


def find_secrets(text: str) -> list[Found]:
    """Every secret in `text`, in order, without overlaps."""
    written = as_written(text)
    if written:
        return [
            f._replace(start=written.places[f.start], end=written.places[f.end]) for f in find_secrets(written.text)
        ]
    labels = list(labels_in(text))
    found = merged(
        [
            *shaped(text),
            *labelled(text, labels),
            *below(text, labels),
            *authorizations(text),
            *unnamed(text),
            *near(text),
            *opening(text),
        ]
    )
    return private(text, merged([*found, *in_company(text, found)])) if found else []


def redact(text: str) -> tuple[str, list[str]]:
    """The text with every secret replaced, and the kinds of secret that were in it."""
    found = find_secrets(text) or [*filter(None, (alone(text),))]
    kept, at = list[str](), 0
    for secret in found:
        kept += text[at : secret.start], SECRET_REMOVED
        at = secret.end
    return "".join((*kept, text[at:])), [f.kind for f in found]


def without_secrets(text: str) -> str:
    return redact(text)[0]
