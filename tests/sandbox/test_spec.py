"""The reduced spec: made from the published one by a script, honest about what is left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.spec import reduce

PUBLISHED: dict[str, Any] = {
    "version": "Bot API 99",
    "methods": {
        name: {"fields": [], "description": ["long"], "returns": ["Boolean"]}
        for name in (*reduce.PLAYED, "sendPigeon")
    },
    "types": {
        "BotCommandScope": {"subtypes": ["BotCommandScopeChat"]},
        "BotCommandScopeChat": {
            "fields": [{"name": "chat_id", "types": ["Integer", "String"], "required": True}]
        },
        "Pigeon": {"fields": []},
    },
}
PUBLISHED["methods"]["setMyCommands"]["fields"] = [
    {"name": "scope", "types": ["BotCommandScope"], "required": False, "description": "long"},
    {"name": "business_connection_id", "types": ["String"], "required": False},
]


def test_the_script_keeps_what_is_played_and_names_what_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "published.json", tmp_path / "bot_api.json"
    source.write_text(json.dumps(PUBLISHED), encoding="utf-8")
    monkeypatch.setattr(reduce, "TARGET", target)
    reduce.main(source)
    made = json.loads(target.read_text(encoding="utf-8"))
    assert made["version"] == "Bot API 99"
    assert made["unplayed"] == ["sendPigeon"]
    assert made["methods"]["setMyCommands"] == {
        "fields": {"scope": {"types": ["BotCommandScope"], "required": False}},
        "unplayed": ["business_connection_id"],
    }
    assert made["types"] == {
        "BotCommandScope": {"one_of": ["BotCommandScopeChat"]},
        "BotCommandScopeChat": {
            "fields": {"chat_id": {"types": ["Integer", "String"], "required": True}},
            "unplayed": [],
        },
    }
