"""How somebody leaves: stop the messages, or withdraw consent. Both take effect at once, and what
they had half-finished is not kept.
"""

from datetime import datetime

from care.words import Reach
from services.actor import Actor
from services.duties.restarting import restart_ladders
from services.outbox.cancelling import cancel_all
from storage.journal import Entry
from storage.work import Work


async def stop(work: Work, actor: Actor, now: datetime) -> None:
    """No more messages until the person starts again; what waits in the outbox is cancelled."""
    await work.accounts.set_reach(actor.person_id, Reach.stopped)
    await _gone(work, actor, "account.stopped", now)


async def withdraw(work: Work, actor: Actor, now: datetime) -> None:
    """Consent is withdrawn; coming back needs a new invitation."""
    await work.accounts.withdraw(actor.person_id, now)
    await _gone(work, actor, "account.withdrawn", now)


async def _gone(work: Work, actor: Actor, event: str, now: datetime) -> None:
    await cancel_all(work, actor.person_id, event, now)
    await work.drafts.drop_all(actor.address)
    await work.journal.write([Entry(event, person_id=actor.person_id)], now)


async def come_back(work: Work, address: int, now: datetime) -> Actor | None:
    """Somebody who had stopped or blocked starts again; None where there is no consent in force."""
    account = await work.accounts.at(address)
    if account is None or not await work.accounts.consents(account.person_id):
        return None
    if account.reach is not Reach.joined:
        await work.accounts.set_reach(account.person_id, Reach.joined)
        await work.journal.write([Entry("account.back", person_id=account.person_id)], now)
        await restart_ladders(work, account.person_id, now)
    return Actor(account.person_id, address, account.language)
