"""No message can freeze the process: what a character costs does not grow with the length of the message."""

import contextlib
import time
from collections.abc import Callable

import pytest

from engine.document.changes import CHANGE
from engine.errors import PersonError
from engine.intake import MOST_CHARACTERS, MOST_OF_ATTACHMENTS, checked
from engine.messages.inbound import Action, Attachment, Author, Inbound, ThreadKey
from tests.more import MORE

HOSTILE = (
    "ab-", "sk-", "SG.", "SG.a.", "xoxb-", "x.y.", "a+", "token=", "eyJ", "eyJa.eyJb.", "://a:", "http://u:p@",
    "password is ", "password ", "password to the portal ", "the password for a b c d e f g h is the ", "passpass",
    "-----BEGIN ", "-----BEGIN RSA PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----AA-----END PRIVATE KEY-----",
    " ", "\n", "\t \n", '"', "'", "`", "[", "(((", "{{", "<", "😀", "é", "\u202e", "ש", "word ", "a line of text\n",
    ",", "7", "+49 ", "https://example.com/a?b=c ", "key:", "key key ", "?key=", 'api_key="', "token: a1 ",
    "hunter22 is the key ", "Authorization: Bearer ", "basic ", "curl -u a:b ", "mysql -p", "login: a / b ", "secret_",
    "ghp_", "AKIA", "MIIE", "pat.", "a1b2c3d4e5", "._-", "=", "\\n", "İ", "a" * 40 + " ", "supercalifragilistic",
    "@a.b ", "password is a b c d ", "the password, so to say, a ", "cookie: a=b", "cookie: a=bbbbbbbb; ", "root/",
    "WIFI:;P:", "sip:a:", "sip:a:b@", "http -a a:", "u: a p: ", " a:b#1@", "echo a | ", "backup codes: abc1-def2 ",
    "password\n", "user,password\na,b\n", "password:\n\n", "| pin | key |\n", "pw: a1b2 ", "a@b.de kaffe1 ", "log in ",
    "pin is one two three four ", "Ab1" * 9 + " ", "key " + "Ab1" * 6 + " ", "Kuh!Alm7 ", "&quot;", "\u200b", "ｐ pw ",
    "the door 4711# ", "https://a.de/hook/", "ssh-rsa AAAA ", "commit " + "0a" * 20 + " ", "passphrase: aaa bbb ccc ",
    "the gate opens with 4711 ", "open door with ", "my pin? ", "pin for a? b: ", "a.b / c / ", "a@b.c => ", "&amp;",
    "\\u0041", 'log in "ab" and ', '"ab" and "cdefghi" ', "<password a=b", "<password ", "the password is kirsche ",
    "password: a b c ", "codeword: ab cd ", "password value (a) ", "reset_password: a ", "password: !!str ",
    "token " + "a1B" * 90 + " ",
    "login (", "PIN (a) ", "identified by '", "x, the password ", "/user:a ", "AC" + "0" * 32 + " ",
)  # fmt: skip
LONG = MOST_CHARACTERS if MORE > 1 else MOST_CHARACTERS * 2 // 5
"""What grows with the square of the length shows here too."""
TIMES = 4
MOST = 2.0 * TIMES
"""Four times the text may cost eight times as much on a busy machine; the old patterns took sixteen."""
SLACK_SECONDS = 0.02
"""What costs no more than this is fast, however long it is; nothing else is measured then."""
ANA = Author("u-ana", "Ana")


def _of_text(text: str) -> Inbound:
    return Inbound(ThreadKey.terminal("t"), "e", ANA, text)


def _of_file(text: str) -> Inbound:
    file = Attachment("notes.md", "text/markdown", text[:MOST_OF_ATTACHMENTS])
    return Inbound(ThreadKey.terminal("t"), "e", ANA, "here", attachments=(file,))


def _of_names(text: str) -> Inbound:
    action = Action(text, (CHANGE.validate_python({"op": "set", "path": "role", "value": "x"}),))
    return Inbound(ThreadKey.terminal("t"), "e" + text, Author(text, text), action=action)


def _cpu(inbound: Inbound) -> float:
    begun = time.process_time()
    with contextlib.suppress(PersonError):  # nothing but spaces
        checked(inbound)
    return time.process_time() - begun


DOORS = (_of_text, _of_file, _of_names)
"""All of them are searched in the same way: they take turns, and with `MORE` every shape comes through each."""
CASES = [(shape, door) for n, shape in enumerate(HOSTILE) for door in (DOORS if MORE > 1 else (DOORS[n % 3],))]


@pytest.mark.parametrize(("shape", "door"), CASES)
def test_a_hostile_message_costs_no_more_a_character_when_it_is_long(
    shape: str, door: Callable[[str], Inbound]
) -> None:
    whole = (shape * LONG)[:LONG]
    quarter = whole[: LONG // TIMES]
    _cpu(door(whole[:100]))
    for _ in range(3):
        long = _cpu(door(whole))
        short = min(_cpu(door(quarter)) for _ in range(2)) if long > SLACK_SECONDS else 0.0
        if long <= MOST * short + SLACK_SECONDS:
            return
    pytest.fail(f"{long * 1e3:.0f} ms for {len(whole)} characters, {short * 1e3:.0f} ms for a quarter of them")
