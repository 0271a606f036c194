"""Commands of curl in a text, as the requests that they send; with the quoting of bash, cmd (`^`) or PowerShell."""

import getopt
import re
import shlex
from typing import NamedTuple
from urllib.parse import quote

from engine.errors import PersonError
from engine.secrets import without_secrets
from engine.sentences import quoted
from engine.tools.sources.requests import Request

MOST_CHARACTERS = 100_000
_MOST = 20
"""Commands of one message."""
_MOST_WORDS = 1_000
"""Of one command; the time of getopt grows with their square."""
_BEGINS = re.compile(
    r"(?:^|(?<=[:`]))[ \t]*(?:[$>][ \t]+)?(?P<curl>curl(?:\.exe)?\s+(?:\\\n\s*|\^\n\s*|`\n\s*)?"
    r"(?=-{1,2}[A-Za-z]|[\"'^$]{0,3}https?:|[\w-]+(?:\.[\w-]+)+/))",
    re.MULTILINE,
)
_POWERSHELL = re.compile(
    r"^[ \t]*(?:\$\w+ ?= ?)?(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)\s+(?:-|[\"']?https?:)", re.M | re.I
)
_COMMAND = re.compile(r"(?:\$'(?:\\.|[^'\\])*+'|'[^']*+'|\"(?:\\.|[^\"\\])*+\"|\\.|[^\n'\"|`\\])*+", re.DOTALL)
_ANSI = re.compile(r"\$'((?:\\.|[^'\\])*+)'", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_FENCE = re.compile(r"```\w*")
_SHORT = "X:H:d:u:A:b:c:e:F:o:m:x:T:w:K:E:r:y:Y:z:C:D:Q:t:U:P:GIsSLkivfgNOJ#0123456aBjlMnpqRVZ"
_WITH = (
    "request header data data-raw data-ascii data-binary data-urlencode json user user-agent cookie cookie-jar referer "
    "form form-string output max-time connect-timeout proxy upload-file write-out config cert key cacert url "
    "oauth2-bearer retry retry-delay retry-max-time resolve aws-sigv4 url-query limit-rate max-redirs"
)
_WITHOUT = (
    "get head silent show-error location insecure include verbose fail fail-with-body globoff compressed http1.1 http2 "
    "no-buffer basic digest anyauth remote-name location-trusted ssl-reqd tlsv1.2 path-as-is retry-all-errors ipv4 ipv6"
)
_LONG = [*(f"{name}=" for name in _WITH.split()), *_WITHOUT.split()]
_IN_FILE = ("--data", "--data-ascii", "--data-binary", "-d", "--json")
_DATA = (*_IN_FILE, "--data-raw", "--data-urlencode")


class Pasted(NamedTuple):
    """What a text has of curl."""

    requests: tuple[Request, ...]
    words: str
    """What stands around the commands."""


def begins_with_curl(text: str) -> bool:
    return _BEGINS.match(text.lstrip()) is not None


def is_curl(text: str) -> bool:
    return bool(_BEGINS.search(text) or _POWERSHELL.search(text))


def pasted_in(text: str) -> Pasted:
    """Every command in this text. PersonError says what is wrong with one."""
    if _POWERSHELL.search(text):
        raise PersonError(
            "That is a command of PowerShell. Bring it as curl: “Copy as cURL (bash)” in a browser gives it."
        )
    text = _for_bash(text)
    requests, around, at = list[Request](), list[str](), 0
    for begin in _BEGINS.finditer(text):
        if begin.start() < at:
            continue  # in the body of the one before
        if len(requests) == _MOST:
            raise PersonError(f"That is more than {_MOST} commands of curl. Bring those that the agent needs.")
        around.append(text[at : begin.start()])
        at = _end(text, begin.end())
        requests.append(_request(text[begin.end() : at]))
        at = re.compile(r"[^\n`]*").match(text, at).end()  # type: ignore[union-attr]  # what it is piped to
    words = (line.strip(" \t`") for line in _FENCE.sub("", "\n".join((*around, text[at:]))).splitlines())
    return Pasted(tuple(requests), "\n".join(filter(None, words)))


def _for_bash(text: str) -> str:
    """With the line ends and the quoting of bash."""
    if re.search(r"\^\n|\^\"", text):
        text = re.sub(r"\^(\n|.)", lambda m: " " if m[1] == "\n" else m[1], text)
    return _ANSI.sub(lambda m: shlex.quote(_unescaped(m[1])), re.sub(r"(?:\\|(?<=\s)`)\n", " ", text))


def _unescaped(text: str) -> str:
    plain = {"n": "\n", "t": "\t", "r": "\r"}
    return _ESCAPED.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else plain.get(m[3], m[3]), text)


def _end(text: str, start: int) -> int:
    end = _COMMAND.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing too
    if end - start > MOST_CHARACTERS:
        raise PersonError(f"That curl has more than {MOST_CHARACTERS:,} characters. Shorten its body to one example.")
    if text[end : end + 1] in ("'", '"', "\\") and end < len(text):
        raise PersonError("That curl is not whole: a quotation mark in it is never closed. I have taken nothing.")
    return end


def _request(command: str) -> Request:
    try:
        words = shlex.split(command)
        if len(words) > _MOST_WORDS:
            raise PersonError(f"That curl has more than {_MOST_WORDS:,} words. Shorten it to what the call needs.")
        options, rest = getopt.gnu_getopt(words, _SHORT, _LONG)
    except getopt.GetoptError as error:
        option = quoted(without_secrets(error.opt[:40]))
        raise PersonError(
            f"I cannot read that curl: its option {option} is not known to me, or has no value."
        ) from None
    except ValueError:
        raise PersonError(
            "That curl is not whole: a quotation mark in it is never closed. I have taken nothing."
        ) from None
    values = dict(options)
    url = values.get("--url") or next(
        (word for word in rest if re.match(r"https?://|[\w-]+(?:\.[\w-]+)+(?:[/:]|$)", word)), ""
    )
    if not url:
        raise PersonError(
            "That curl names no address that I can read. Write it out, like https://api.example.com/orders."
        )
    data = [_data(name, value) for name, value in options if name in _DATA]
    headers = [_header(value) for name, value in options if name in ("-H", "--header")]
    headers += [("Authorization", "Bearer x") for name, _ in options if name == "--oauth2-bearer"]
    headers += [("Content-Type", "application/json") for name, _ in options if name == "--json"]
    form = any(name in ("-F", "--form", "--form-string", "-T", "--upload-file") for name, _ in options)
    as_query = "-G" in values or "--get" in values
    if as_query and data:
        url, data = f"{url}{'&' if '?' in url else '?'}{'&'.join(data)}", []
    said = values.get("-X") or values.get("--request") or ("HEAD" if "-I" in values or "--head" in values else "")
    method = said.upper() or ("POST" if data or form else "GET")
    return Request(method, url, headers, "&".join(data), form, "-u" in values or "--user" in values)


def _data(name: str, value: str) -> str:
    if value.startswith("@") and name in _IN_FILE:
        raise PersonError(
            "The body of that curl is in a file, which I do not have. Paste its text in the place of “@…”."
        )
    if name != "--data-urlencode":
        return value
    key, equals, text = value.partition("=")
    return f"{key}{equals}{quote(text, safe='')}"


def _header(value: str) -> tuple[str, str]:
    name, _, text = value.partition(":")
    return name.strip(), text.strip()
