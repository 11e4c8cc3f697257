"""The Bot API methods the sandbox plays, by name."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.methods import account, editing, receiving, sending
from sandbox.world import World

Method = Callable[[World, dict[str, Any]], Awaitable[Any]]
"""Takes checked parameters, returns what stands under `result`, or raises ApiError."""

METHODS: dict[str, Method] = {
    "answerCallbackQuery": receiving.answer_callback_query,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "deleteMyCommands": account.delete_commands,
    "deleteWebhook": receiving.delete_webhook,
    "editMessageCaption": editing.edit_caption,
    "editMessageReplyMarkup": editing.edit_markup,
    "editMessageText": editing.edit_text,
    "getChat": account.get_chat,
    "getChatMenuButton": account.get_menu_button,
    "getFile": receiving.get_file,
    "getMe": account.get_me,
    "getMyCommands": account.get_commands,
    "getMyDescription": account.getter("description", lambda bot: bot.descriptions, lambda _: ""),
    "getMyName": account.getter("name", lambda bot: bot.names, lambda bot: bot.name),
    "getMyShortDescription": account.getter(
        "short_description", lambda bot: bot.short_descriptions, lambda _: ""
    ),
    "getUpdates": receiving.get_updates,
    "getWebhookInfo": receiving.webhook_info,
    "sendChatAction": sending.send_chat_action,
    "sendDocument": sending.send_document,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendVoice": sending.send_voice,
    "setChatMenuButton": account.set_menu_button,
    "setMyCommands": account.set_commands,
    "setMyDescription": account.setter("description", lambda bot: bot.descriptions, 512),
    "setMyName": account.setter("name", lambda bot: bot.names, 64),
    "setMyShortDescription": account.setter(
        "short_description", lambda bot: bot.short_descriptions, 120
    ),
    "setWebhook": receiving.set_webhook,
}
