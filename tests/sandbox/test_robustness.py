"""Whatever is sent, the sandbox answers: never with a crash, never with nonsense."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import spec
from sandbox.errors import ApiError
from sandbox.formatted import formatted
from sandbox.spans import units
from tests.sandbox.people import Person, Sandbox

ODD: tuple[Any, ...] = (
    None,
    0,
    -1,
    10**30,
    1.5,
    True,
    "",
    "x",
    "\ud83d",
    [],
    [[]],
    {},
    {"type": "x"},
    [{"a": 1}],
)
LONG_POLL = ("getUpdates", "timeout")
"""A large number is no mistake here: it waits."""
MARKUP = st.text(st.sampled_from("ab *_~`|[]()>!.-<>/&;\\\n🪿雁bi=\"'"), max_size=40)


@settings(max_examples=300, deadline=None)
@given(MARKUP, st.sampled_from(["HTML", "MarkdownV2", "Markdown", None]))
def test_any_text_is_either_understood_or_refused(text: str, mode: str | None) -> None:
    try:
        words, entities = formatted(text, mode, None)
    except ApiError:
        return
    assert words == words.strip()
    for entity in entities:
        assert entity.length > 0
        assert 0 <= entity.offset <= units(words) - entity.length


@pytest.mark.parametrize("method", sorted(spec.load().methods))
async def test_odd_values_are_refused_in_telegrams_way(
    sandbox: Sandbox, father: Person, method: str
) -> None:
    fields = spec.load().methods[method].fields
    sound = {"chat_id": father.id, "message_id": 1, "text": "x", "url": "", "commands": []}
    base = {name: value for name, value in sound.items() if name in fields}
    for name in fields:
        for value in (value for value in ODD if (method, name) != LONG_POLL or value != 10**30):
            params: dict[str, Any] = {**base, name: value}
            answer = await sandbox.call(method, **params)
            assert answer["ok"] or answer["error_code"] in (400, 501), (params, answer)
            assert "result" in answer or answer["description"]


async def test_odd_bodies_do_not_crash_the_control_api(sandbox: Sandbox, father: Person) -> None:
    acts = ("text", "open", "press", "contact")
    keys = ("text", "link", "message_id", "data", "button", "phone_number", "user_id")
    for act in acts:
        for key in keys:
            for value in ODD:
                body = {"message_id": 1, "forged": act == "press", key: value}
                url = f"/sandbox/phones/{father.id}/{act}"
                async with sandbox.client.post(url, json=body) as response:
                    assert response.status in (200, 400, 404, 409), (act, body)
