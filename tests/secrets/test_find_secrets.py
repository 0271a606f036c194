"""A pasted key is recognised by its shape; the name of a secret is not a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.secrets import SECRET_REMOVED, find_secrets, redact
from engine.secrets.found import Found, merged

KEYS = [
    "sk-" + "proj-" + "Ab3" * 12,
    "sk-" + "ant-" + "api03-" + "x9" * 20,
    "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "xox" + "b-" + "123456789012-1234567890123-abcDEF",
    "xa" + "pp-" + "1-A0123-45678-abcdef0123",
    "gh" + "p_" + "a1" * 18,
    "AK" + "IA" + "A" * 16,
    "AI" + "za" + "b" * 35,
    "S" + "G." + "a" * 22 + "." + "b" * 43,
    "ey" + "JhbGciOi" + "." + "ey" + "JzdWIiOiI" + "." + "sflKxwRJSM",
    "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_pasted_key_is_removed_and_the_words_around_it_stay(key: str) -> None:
    text, kinds = redact(f"Our CRM wants this: {key} ok?")
    assert text == f"Our CRM wants this: {SECRET_REMOVED} ok?"
    assert len(kinds) == 1


def test_a_password_that_is_called_one_is_removed_and_its_label_stays() -> None:
    assert redact("the api key is abcd1234efgh5678")[0] == f"the api key is {SECRET_REMOVED}"
    assert redact("password: hunter2hunter2")[0] == f"password: {SECRET_REMOVED}"
    assert redact("Authorization: Bearer " + "a1b2" * 6)[0] == f"Authorization: Bearer {SECRET_REMOVED}"
    assert redact("https://me:s3cretpw@db.example.com")[0] == f"https://me:{SECRET_REMOVED}@db.example.com"


@pytest.mark.parametrize(
    "text",
    [
        "Use the secret CRM_API_KEY",
        "the token is called ORDERS_TOKEN",
        "api key: CRM_API_KEY",
        "the caller gives a password and then a token",
        "Call us at +49 151 12345678 or https://api.example.com/v1/orders?id=42",
        "order number 12345678901234567890",
    ],
)
def test_names_numbers_and_plain_words_are_no_secrets(text: str) -> None:
    assert redact(text) == (text, [])


def test_two_secrets_in_one_message_are_both_removed() -> None:
    text, kinds = redact(f"first {KEYS[0]} and then {KEYS[5]}, the password is hunter2hunter2")
    assert text == f"first {SECRET_REMOVED} and then {SECRET_REMOVED}, the password is {SECRET_REMOVED}"
    assert len(kinds) == 3


def test_secrets_that_overlap_are_removed_as_one() -> None:
    """A password in an address behind a label: three rules find parts of the same words."""
    address = f"https://me:s3cretpw{KEYS[5]}@db.example.com"
    assert redact(f"the token is {KEYS[0]}{KEYS[0]}.")[0] == f"the token is {SECRET_REMOVED}."
    assert redact(f"see {address}")[0] == f"see https://me:{SECRET_REMOVED}@db.example.com"
    assert redact(f"Authorization: Bearer {KEYS[9]}")[0] == f"Authorization: Bearer {SECRET_REMOVED}"


def test_what_overlaps_or_touches_is_one() -> None:
    found = [Found("b", 4, 9), Found("a", 0, 5), Found("c", 9, 12), Found("d", 20, 30), Found("e", 22, 24)]
    assert merged(found) == [Found("a", 0, 12), Found("d", 20, 30)]


@given(st.text(max_size=200), st.sampled_from(KEYS), st.text(max_size=200))
def test_after_redaction_nothing_is_left_to_find(before: str, key: str, after: str) -> None:
    text, kinds = redact(f"{before} {key} {after}")
    assert kinds
    assert key not in text
    assert find_secrets(text) == []
