"""Whether a word that is called a password or a key is one, or stands in its place: a name, a date, a `<your-key>`."""

import base64
import binascii
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from math import log2

from engine.secrets.found import data

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HOLLOW = re.compile(
    r"(?i)\*{3}|•{3}|\.{3}|…|\byour[-_ ]?|example|placeholder|redacted|secret[ _-]removed|change[-_]?me"
    r"|goes[-_]here|insert[-_]|replace[-_]?(?:me|with)|^[<{\[(]|^[$%@#][\w.-]*%?$|^!\w|\$\{|\{\{|<[a-z]|\[\^?\w-\w|\\[dws]|^op://|^vault:|^arn:|^env[.:(]"
)
_CROSSED = re.compile(r"[xX]{4,}")
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Za-z_]+(?:\.[A-Za-z_]+)+(?:[\[(].*)?|[A-Za-z_][\w.]*\(.*")
"""`CRM_API_KEY`, `process.env.KEY`, `get_token()`."""
_IN_CODE = re.compile(
    r"-?[A-Za-z_][\w.]*(?:\([\w.]*)?\[-?[\w:]*(?:\](?:\.[\w.]*)?)?|-?\d{1,4}[\])]\.\w.*|[A-Za-z_]+(?:\.(?:[A-Za-z_]+|\*))+"
)
"""`label[:300`, `opened[0].id`, `1].folded`, `tools.*.name`: a piece of a program."""
_OWN_NAME = re.compile(
    r"(?i)(?:[a-z]+[_-])*(?:key|token|secret|password|passwd|pass|pwd|auth|credentials?)s?(?:[_-][a-z]+)*"
)
"""`crm-api-key`, `db_password`: what somebody calls a secret."""
_ORDINARY = re.compile(
    r"(?i)(?:https?|wss?|ftp|file|mailto)?:?//.*|mailto:.*|www\..*|[~.]{0,2}/.*|[a-z]:\\.*|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|v?\d[\d.,:/x+%€$£-]*(?:h|hrs?|min|mins|s|secs?|ms|k|kb|mb|gb|d|days?|am|pm|st|nd|rd|th|px|k?m|kg|cm|eur|usd|bit|p)?"
    r"|\d{1,2}h(?:\d\d)?(?:[-–]\d{1,2}h(?:\d\d)?)?"
    r"|[\d.,:/x+%€$£()-]*\d[\d.,:/x+%€$£()-]*"
    r"|[a-z_-]{2,20}:[\w.-]+:[\w:.-]+"
    r"|\d{1,3}-?[^\W\d_]{3,20}(?:-[^\W\d_]+)*|[A-Z]{1,5}-\d{2,8}(?:-[A-Za-z0-9]{1,4})*|v\d[\w.-]*"
    r"|\d+-(?:digit|stellig|character|bit|factor|step|minute|hour|day)\w*|[\w-]+\.(?:com|org|net|io|de|ai|md|pdf|csv|json|ya?ml|txt|env)"
)
"""Addresses, dates, amounts, times, versions, files."""
_WORDS = re.compile(
    r"(?:[A-Za-z]?[a-z]{1,14}|[A-Z]{1,12})?\d{0,4}[a-z]?(?:[-_./:+&](?:(?:[A-Za-z]?[a-z]{1,14}|[A-Z]{1,12})?\d{0,4}[a-z]?))*+"
)
"""“gpt-4o”, “order-2024”, “PROJ-123”: words and small numbers, joined or alone."""
_MEANT = re.compile(r"[A-Za-z0-9][!@#$%^&*?+=~§€]+[A-Za-z0-9!]")
"""A sign inside of a word, as only passwords have it."""
_SIGN = re.compile(r"[!@#$%^&*?~§€]")
_PASSPHRASE = re.compile(r"[a-z]{4,}(?:[-.][a-z]{4,}){3,}")
_PHRASE = re.compile(r"[A-Za-z]{2,14}(?:[ -][A-Za-z]{2,14}){3,7}")
_ONE_PIECE = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_DESCRIBES = re.compile(
    r"[a-zäöüßéèáíóúñ]+(?:ed|ing|able|ible|ful|tory|ic|ult|less|ive|al|ous|ary|ent|ant|ly|ect|bar|lich|ig|isch|los|iert|ert|igt|"
    r"ögen|olgt|essen|eben|etzt|ndert|é|ée|és|ado|ada|ido|ida|ble|ato|ata|ito|ita|uto|uta|eto|ta|oire|oso|osa|vo|va|orio|oria|ório|ória|lijk|eerd)"
    r"|(?:ge|ver|be|er|ent|zer|ab|an|auf|aus|ein|hinter|zu|nach)[a-zäöüß]{2,}(?:t|en)"
)
"""Endings of words that describe, and participles; names and nouns that somebody chose seldom are so."""
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_JOINED = re.compile(r"[A-Za-z]{2}[-_]")
_VOWEL = re.compile(r"(?i)[aeiouy]")
_MUTE = re.compile(r"(?i)[^aeiouy]{5}|[^aeiouy]{4}$|^[^aeiouy]{4}")
"""Consonants in a row, as few words have them."""
_LONG_PIECE = 10
"""Letters in a row, as only words have them where capitals and digits are mixed in."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_ENOUGH = 48
"""Characters that show whether a word is random."""
_LONG = 16


def is_hollow(value: str) -> bool:
    """`<your-key>`, `{{api_key}}`, `xxxx`, “required”: what is written to show where a secret goes."""
    crossed = sum(map(len, _CROSSED.findall(value)))
    return bool(_HOLLOW.search(value)) or crossed * 3 >= len(value) > 0 or value.lower() in stand_ins()


def is_stand_in(value: str) -> bool:
    """What is hollow, and the names of secrets: `CRM_API_KEY`, `config.api_key`."""
    return len(set(value)) < 2 or is_hollow(value) or bool(_NAME.fullmatch(value) or _IN_CODE.fullmatch(value))


def is_made(value: str, least: int) -> bool:
    """Whether a machine made it: letters and digits that are no words, of at least `least` characters."""
    if len(value) < least or not _has_letters(value) or not (_has_digits(value) or _is_random(value)):
        return False
    if _UUID.fullmatch(value):
        return True
    return not (_ORDINARY.fullmatch(value) or _WORDS.fullmatch(value) or is_stand_in(value))


def is_chosen(value: str, *, sure: bool) -> bool:
    """Whether it can be a password. `sure`: it is assigned to one (`password=…`), so that plain words are enough."""
    if len(value) < 3:
        return False
    if value.isdigit():
        return len(value) >= 4 and not is_stand_in(value)
    if sure and len(value) >= 4:
        return not (_OWN_NAME.fullmatch(value) or _ADDRESS.fullmatch(value) or is_stand_in(value))
    mixed = len(value) >= 5 and _has_digits(value) and _has_letters(value)
    if not (mixed or _MEANT.search(value) or _PASSPHRASE.fullmatch(value) or _is_random(value)):
        return False
    return not (_ORDINARY.fullmatch(value) or _OWN_NAME.fullmatch(value) or is_stand_in(value))


_ADDRESS = re.compile(r"(?i)https?://.*|[\w.+-]+@[\w-]+\.[\w.-]+|[~.]{0,2}/.*")


def is_strong(value: str) -> bool:
    """Letters, digits and a sign as only passwords have it; no product is called so."""
    return _has_letters(value) and _has_digits(value) and bool(_SIGN.search(value))


def is_phrase(value: str) -> bool:
    """Four to eight plain words, as a password manager makes them."""
    return bool(_PHRASE.fullmatch(value))


def is_wordy(word: str) -> bool:
    """`GreetingFlowV2`, `order-2024-confirmed`: most of its letters are in pieces that can be spoken."""
    if _JOINED.search(word) and _WORDS.fullmatch(word):
        return True
    pieces = _PIECES.findall(word)
    one_case = word.upper() == word
    spoken = sum(len(piece) for piece in pieces if _is_spoken(piece) and (one_case or not piece.isupper()))
    return spoken * 2 >= sum(map(len, pieces))


def _is_spoken(piece: str) -> bool:
    if len(piece) >= _LONG_PIECE:
        return len(_VOWEL.findall(piece)) * 5 >= len(piece)
    return len(piece) >= 4 and bool(_VOWEL.search(piece)) and not _MUTE.search(piece)


def is_shuffled(word: str) -> bool:
    """`x8Kd2mQz`: letters and digits change places as in no name."""
    return sum(a.isdigit() != b.isdigit() for a, b in pairwise(word[:_ENOUGH])) >= 3


def is_readable(word: str) -> bool:
    """Base64 of a text, and not of what a machine made."""
    if len(word) < _LONG or not _BASE64.fullmatch(word):
        return False
    try:
        inside = base64.b64decode(word + "=" * (-len(word) % 4))
    except binascii.Error:
        return False
    return all(32 <= byte < 127 or byte in b"\n\t" for byte in inside) and b":" not in inside


def describes(word: str) -> bool:
    """“required”, “vergessen”, “correcta”: says something about a password, and is none."""
    return word.lower() in stand_ins() or bool(_DESCRIBES.fullmatch(word)) or is_stand_in(word)


def entropy(value: str) -> float:
    """Shannon's, in bits a character."""
    counts = Counter(value[:200])
    total = sum(counts.values())
    return -sum(n / total * log2(n / total) for n in counts.values())


@cache
def stand_ins() -> frozenset[str]:
    return frozenset(word for line in data("labels")["stand_ins"] for word in line)


def _is_random(value: str) -> bool:
    """Letters only: upper and lower without a pattern, or hardly a vowel."""
    if len(value) < _LONG or not _ONE_PIECE.fullmatch(value):
        return False
    head = value[:_ENOUGH]
    shifts = sum(a.islower() and b.isupper() for a, b in pairwise(head))
    vowels = sum(c in "aeiouAEIOU" for c in head)
    return (shifts * 5 >= len(head) or vowels * 6 < len(head)) and entropy(head) >= 3.2


def _has_letters(value: str) -> bool:
    return value.upper() != value.lower()


def _has_digits(value: str) -> bool:
    return any(digit in value for digit in "0123456789")
