"""The OpenAPI description is true: whatever it allows is answered as it says, and nothing breaks the server."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from tests.admin_api.serving import Api, create

EXAMPLES = 5
"""For each of the 17 endpoints and each database."""


def test_every_endpoint_answers_as_described(api: Api) -> None:
    description = schemathesis.openapi.from_url(str(api.base_url.join("/openapi.json")))
    tested = 0
    for found in description.get_all_operations():
        assert isinstance(found, Ok)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=found.ok().as_strategy())
        def answers_as_described(case: schemathesis.Case[Any], session_id: str) -> None:
            if "session_id" in case.path_parameters:
                case.path_parameters["session_id"] = session_id
            case.call_and_validate()

        answers_as_described(session_id=create(api)["session_id"])
        tested += 1
    assert tested >= 16
