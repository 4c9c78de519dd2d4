"""Our API is asked whatever its OpenAPI allows, and some that it does not: no answer is a failure of ours."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from watchfloor.core.gate.session import reading
from watchfloor.people.actions.signin import create_token
from watchfloor.protect.web import door
from watchfloor.text.shipped import shipped


@pytest.fixture(scope="module")
def described(cast: SimpleNamespace) -> Iterator[Any]:
    """The API as it describes itself, with the token of who may do most there; ticks are left out."""
    with reading(cast.operator):
        token = create_token(
            person_id=cast.person("ana").id, name="test", purpose="threat-assessment", case_ref="EX-26-0141 NFC",
            days=3000, by=cast.operator, now=cast.now,
        )  # fmt: skip
    shipped()  # read once a process, before a transaction waits for it
    waited, door.time.sleep = door.time.sleep, lambda seconds: None
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    schema.config.update(headers={"Authorization": f"Bearer {token}"})
    yield schema
    door.time.sleep = waited


@pytest.mark.long
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_one_that_the_description_allows(described: Any, mode: GenerationMode) -> None:
    """Status, media type, body and headers as described; never a 500, and wrong input is refused."""
    asked, failures = 0, dict[str, str]()
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
                  database=None)  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            # what the rules of a report refuse with reasons, its description need not
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        try:
            ask()
        except Unsatisfiable:
            continue  # nothing can be wrong about an address that takes nothing
        except FailureGroup as error:  # all operations are asked, then all that fail are told
            failures[operation.label] = "\n".join(str(one) for one in error.exceptions)[:1500]
        asked += 1
    assert asked and not failures, "\n\n".join(f"{label}\n{said}" for label, said in failures.items())
