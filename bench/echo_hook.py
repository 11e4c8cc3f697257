"""A bare aiogram bot behind a webhook: it answers whatever comes, and does nothing else.

`python -m bench.echo_hook --port 8080 --api http://127.0.0.1:1234` serves `bench.serving`'s peer.
"""

import argparse

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import CallbackQuery, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bench.bots import TOKEN
from bench.soak.doorman import PATH


async def greet(message: Message) -> None:
    """An answer to whatever is written."""
    await message.answer("好")


async def press(query: CallbackQuery, bot: Bot) -> TelegramMethod[bool]:
    """As after a tap on a reminder: the message is rewritten, and the toast goes in the answer."""
    if isinstance(query.message, Message):
        await bot.edit_message_text(
            "好", chat_id=query.message.chat.id, message_id=query.message.message_id
        )
    return AnswerCallbackQuery(callback_query_id=query.id, text="好")


async def press_and_call(query: CallbackQuery, bot: Bot) -> None:
    """The same with a call for each."""
    await bot(await press(query, bot))


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m bench.echo_hook", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api", required=True)
    parser.add_argument("--two-calls", action="store_true", help="the toast is a call of its own")
    arguments = parser.parse_args()
    session = AiohttpSession(api=TelegramAPIServer.from_base(arguments.api))
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.message.register(greet)
    dispatcher.callback_query.register(press_and_call if arguments.two_calls else press)
    app = web.Application()
    hook = SimpleRequestHandler(dispatcher, Bot(TOKEN, session=session), handle_in_background=False)
    hook.register(app, path=PATH)
    web.run_app(app, host="127.0.0.1", port=arguments.port, print=None)


if __name__ == "__main__":
    main()
