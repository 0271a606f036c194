"""A change is read value by value: what one value is called says nothing about the next."""

from engine.secrets import secrets_in

_KEY = "hunter" + "2-Kx9" + "!pQ"


def test_the_name_of_a_tool_names_no_other_value() -> None:
    assert secrets_in({"op": "add", "item": {"name": "reset_password", "state": "accepted", "kind": "http"}}) == []


def test_a_value_is_judged_by_its_own_key_and_by_the_name_beside_it() -> None:
    assert secrets_in({"password": _KEY})
    assert secrets_in({"params": [{"name": "api_key", "source": "constant", "value": _KEY}]})
    assert secrets_in({"op": "set", "path": "greeting", "value": f"the password is {_KEY}"})


def test_a_text_that_is_json_is_looked_through_as_json() -> None:
    assert secrets_in({"text": '{"name":"reset_passwords__act","position":{"x":1080}}'}) == []
    assert secrets_in({"text": f'{{"headers":{{"api_key":"{_KEY}"}}}}'})
