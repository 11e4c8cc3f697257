"""Make `bot_api.json` from the published machine-readable Bot API spec.

    python -m sandbox.spec.reduce PUBLISHED.json

Keeps the names, types and requiredness of what the sandbox plays; of all else only the name, so
that a call to it is answered honestly.
"""

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("bot_api.json")

PLAYED = (
    "answerCallbackQuery",
    "deleteMessage",
    "deleteMessages",
    "deleteMyCommands",
    "deleteWebhook",
    "editMessageCaption",
    "editMessageReplyMarkup",
    "editMessageText",
    "getChat",
    "getChatMenuButton",
    "getFile",
    "getMe",
    "getMyCommands",
    "getMyDescription",
    "getMyName",
    "getMyShortDescription",
    "getUpdates",
    "getWebhookInfo",
    "sendChatAction",
    "sendDocument",
    "sendMessage",
    "sendPhoto",
    "sendVoice",
    "setChatMenuButton",
    "setMyCommands",
    "setMyDescription",
    "setMyName",
    "setMyShortDescription",
    "setWebhook",
)

UNPLAYED_FIELDS = {
    "business_connection_id",
    "callback_game",
    "certificate",
    "checklist_task_id",
    "custom_emoji_id",
    "date_time_format",
    "direct_messages_topic_id",
    "icon_custom_emoji_id",
    "inline_message_id",
    "login_url",
    "message_effect_id",
    "message_thread_id",
    "pay",
    "poll_option_id",
    "quote",
    "quote_entities",
    "quote_parse_mode",
    "quote_position",
    "request_chat",
    "request_location",
    "request_managed_bot",
    "request_poll",
    "request_users",
    "rich_message",
    "suggested_post_parameters",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "thumbnail",
    "unix_time",
    "web_app",
}
"""Parameters and fields that the sandbox knows but does not play, wherever they occur."""


def _shape(published: dict[str, Any]) -> dict[str, Any]:
    if "subtypes" in published:
        return {"one_of": published["subtypes"]}
    fields = published.get("fields", [])
    return {
        "fields": {
            field["name"]: {"types": field["types"], "required": field["required"]}
            for field in fields
            if field["name"] not in UNPLAYED_FIELDS
        },
        "unplayed": sorted(f["name"] for f in fields if f["name"] in UNPLAYED_FIELDS),
    }


def _mentioned(shape: dict[str, Any]) -> set[str]:
    names = {name for field in shape.get("fields", {}).values() for name in field["types"]}
    bare = {name.replace("Array of ", "") for name in names}
    return bare | set(shape.get("one_of", ()))


def reduced(published: dict[str, Any]) -> dict[str, Any]:
    """The part of the published spec that the sandbox needs."""
    methods = {name: _shape(published["methods"][name]) for name in PLAYED}
    types: dict[str, Any] = {}
    wanted = set().union(*map(_mentioned, methods.values()))
    while missing := (wanted & set(published["types"])) - set(types):
        for name in missing:
            types[name] = _shape(published["types"][name])
            wanted |= _mentioned(types[name])
    return {
        "version": published["version"],
        "methods": methods,
        "types": dict(sorted(types.items())),
        "unplayed": sorted(set(published["methods"]) - set(PLAYED)),
    }


def main(source: Path) -> None:
    """Write the reduced spec beside this file."""
    published = json.loads(source.read_text(encoding="utf-8"))
    text = json.dumps(reduced(published), indent=1, ensure_ascii=False, sort_keys=False)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
