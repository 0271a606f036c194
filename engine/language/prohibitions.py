"""Rules that forbid something, in English: what it is."""

import re

_FORBIDS = re.compile(r"^(?:please )?(?:never|do not|don['’]t|must not) (?P<rest>.+)$", re.IGNORECASE)
_NONE_OF_IT = re.compile(r"^(?P<verb>[A-Z][a-z]+(?: for)?) (?P<none>no|nothing|nobody) (?P<rest>.+)$")
_ANY = {"no": "any", "nothing": "anything", "nobody": "anybody"}
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z“])")


def forbidden(rule: str) -> str | None:
    """`Never give medical advice.` -> `give medical advice`; `Name no dose.` -> `name any dose`.

    None if it does not forbid, or if it goes on with what is to be done instead.
    """
    text = rule.strip().rstrip(".!… ")
    if _SENTENCE.search(text):
        return None
    if found := _FORBIDS.match(text):
        return found["rest"]
    if found := _NONE_OF_IT.match(text):
        any_of_it = re.sub(r"\b(?:and|or) no\b", "or any", found["rest"])
        any_of_it = re.sub(r", and (\w+) no\b", r", or \1 any", any_of_it)
        any_of_it = re.sub(r", and (?:do not|never) ", ", or ", any_of_it)
        return f"{found['verb'].lower()} {_ANY[found['none']]} {re.sub(r', no ', ', any ', any_of_it)}"
    return None
