"""One router per conversation: parse what came in, call one service, return one reply.

Handlers do not send by themselves, do not speak SQL, and do not know the scheduler.
"""
