"""An agent that was made elsewhere, as its platform held it when it was brought in."""

from engine.document.spec.part import Part
from engine.document.spec.scalars import Platform


class BroughtFile(Part):
    path: str
    """In our bundle for the platform."""
    text: str
    """JSON without spaces, or a text as it is. Not parsed: a database may give the keys of an object in any order."""


class Brought(Part):
    """What no part of a spec stands for, and how everything was worded, stays as it came until somebody edits it: an
    export to this platform is what was brought, with what has changed in the spec since (`engine.targets.brought`)."""

    platform: Platform
    files: tuple[BroughtFile, ...] = ()
    """In their order."""
    whole: bool = True
    """These are all files of a bundle; else the objects that the platform's API gave, without tests."""
