"""The OpenAPI description is true: whatever it allows, and what it does not, is answered as it says.

`make fuzz` sends 10,000 requests (`FUZZ`), half to a server on SQLite and half to one on PostgreSQL with Redis.
"""

import logging
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
import structlog
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks

from tests.admin_api.serving import Api, create

REQUESTS = int(os.environ.get("FUZZ", "240"))
"""Of both databases together, spread over the endpoints."""
NEW_SESSION_EVERY = 25
"""Requests to one endpoint that share a session; closing one needs a new session each time."""
AS_IT_COMES_EVERY = 10
"""The other requests name a session that is there, and send no key: there is none, so any is refused."""
pytestmark = [pytest.mark.soak, pytest.mark.timeout(300 + REQUESTS)]

Operation = APIOperation[Any, Any, Any, Any]
Request = Case[Operation]

_INTERNAL = re.compile(
    r"Traceback|File \"|site-packages|\bline \d+, in\b|\b0x[0-9a-f]{6,}|pydantic|sqlalchemy|asyncpg|aiosqlite"
    r"|\b(?:msg|evt|eng|key)_[0-9a-z]{26}\b|\b[A-Z]\w+(?:Error|Exception)\b"
)
"""What whoever wrote a program sees, and nobody else."""


@pytest.fixture(autouse=True)
def _only_warnings() -> Iterator[None]:
    """Not a log line for each request."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    yield
    structlog.configure(**before)


def tells_nothing_internal(context: CheckContext, response: Response, case: Request) -> None:
    if response.status_code >= 400 and (found := _INTERNAL.search(response.text)):
        raise AssertionError(f"“{found[0]}” in the answer {response.text[:500]}")


CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    tells_nothing_internal,
]


def operations(api: Api) -> list[Operation]:
    """All endpoints; those that allow fewer different requests come first, and leave theirs to the others."""
    description = schemathesis.openapi.from_url(str(api.base_url.join("/openapi.json")))
    found = list(description.get_all_operations())
    assert all(isinstance(each, Ok) for each in found)
    endpoints = [each.ok() for each in found if isinstance(each, Ok)]
    return sorted(endpoints, key=lambda each: (bool(each.body), len(list(each.iter_parameters()))))


def sessions_of(api: Api, operation: Operation) -> Iterator[str]:
    """Ids for an endpoint's requests: mostly of a session that is there."""
    lifetime = 1 if operation.method == "delete" else NEW_SESSION_EVERY
    for number in count():
        if number % lifetime == 0:
            session_id = str(create(api)["session_id"])
        yield session_id


def test_whatever_is_sent_is_answered_as_described(api: Api) -> None:
    endpoints = operations(api)
    assert len(endpoints) >= 16
    answered: Counter[int] = Counter()
    for left, operation in zip(range(len(endpoints), 0, -1), endpoints, strict=True):
        answered += fuzzed(api, operation, (REQUESTS // 2 - answered.total()) // left)
    sys.stdout.write(f"\n{answered.total():,} requests to {len(endpoints)} endpoints: {sorted(answered.items())}\n")
    assert answered.total() >= REQUESTS // 2
    assert answered[200] > answered.total() / 4
    assert api.get("/ready").json()["checks"]["dead_letters"]["state"] == "ok"


def fuzzed(api: Api, operation: Operation, requests: int) -> Counter[int]:
    """Send that many requests to one endpoint, valid ones and broken ones; how often each status came back."""
    sessions, answered = sessions_of(api, operation), Counter[int]()
    valid, broken = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(
        max_examples=requests,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=valid | valid | broken)
    def answers_as_described(case: Request) -> None:
        if answered.total() % AS_IT_COMES_EVERY:
            case.headers.pop("Authorization", None)
            if "session_id" in case.path_parameters:
                case.path_parameters["session_id"] = next(sessions)
        answered[case.call_and_validate(checks=CHECKS).status_code] += 1

    answers_as_described()
    return answered
