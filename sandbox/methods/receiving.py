"""getUpdates, the webhook's settings, answerCallbackQuery, getFile."""

from typing import Any

import telegram

from sandbox.errors import ApiError, bad_request
from sandbox.files import DOWNLOAD_LIMIT
from sandbox.updates import BATCH, ENDED_BY_WEBHOOK, LONGEST_POLL, POLL_AND_WEBHOOK
from sandbox.webhook import CONNECTIONS, MOST_CONNECTIONS, checked_address, checked_secret
from sandbox.world import World

ANSWER_LIMIT = 200
"""Characters of the text shown after a press."""


async def get_updates(world: World, params: dict[str, Any]) -> Any:
    """Long poll; `timeout` in real seconds, at most 50."""
    if world.webhook.url:
        raise ApiError(409, POLL_AND_WEBHOOK)
    world.updates.polled_at = world.seconds()
    try:
        return await world.updates.poll(
            params.get("offset", 0),
            min(max(params.get("limit", BATCH), 1), BATCH),
            min(max(params.get("timeout", 0), 0), LONGEST_POLL),
            params.get("allowed_updates"),
        )
    finally:
        world.updates.polled_at = world.seconds()


async def set_webhook(world: World, params: dict[str, Any]) -> Any:
    """Deliver by webhook from now on, what had failed at once; an empty `url` takes it back."""
    if not params["url"]:
        return await delete_webhook(world, params)
    checked_address(params["url"])
    checked_secret(params.get("secret_token"))
    _drop(world, params)
    world.updates.allow(params.get("allowed_updates"))
    world.updates.oust(ApiError(409, ENDED_BY_WEBHOOK))
    world.retries.clear()
    connections = min(max(params.get("max_connections", CONNECTIONS), 1), MOST_CONNECTIONS)
    world.webhook.set(params["url"], params.get("secret_token"), connections)
    return True


async def delete_webhook(world: World, params: dict[str, Any]) -> Any:
    """Back to polling."""
    _drop(world, params)
    world.retries.clear()
    world.webhook.set("", None, CONNECTIONS)
    return True


async def webhook_info(world: World, _params: dict[str, Any]) -> Any:
    """How delivery is going."""
    webhook = world.webhook
    return telegram.WebhookInfo(
        url=webhook.url,
        has_custom_certificate=False,
        pending_update_count=len(world.updates.pending()),
        last_error_date=webhook.last_error_at,
        last_error_message=webhook.last_error,
        max_connections=webhook.max_connections if webhook.url else None,
        allowed_updates=world.updates.allowed or None,
    ).to_dict()


async def answer_callback_query(world: World, params: dict[str, Any]) -> Any:
    """Answer a press: nothing, a short text, or an alert."""
    text = params.get("text", "")
    if len(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    shown = {"text": text, "show_alert": params.get("show_alert", False)} if text else None
    world.presses.answer(params["callback_query_id"], shown)
    return True


async def get_file(world: World, params: dict[str, Any]) -> Any:
    """Where to download a file from."""
    stored = world.files.get(params["file_id"])
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return telegram.File(
        stored.file_id, stored.unique_id, file_size=stored.size, file_path=stored.path
    ).to_dict()


def _drop(world: World, params: dict[str, Any]) -> None:
    if params.get("drop_pending_updates"):
        world.updates.clear()
