"""Where somebody stands who has begun to come in and writes something else."""

from services.joining.steps import CONVERSATION, Joining, Step
from storage.work import Work


async def halfway(work: Work, address: int) -> Joining | None:
    """What somebody on their way in was asked last; None where nobody is."""
    draft = await work.drafts.get(address, CONVERSATION)
    if draft is None:
        return None
    language = draft.data.get("language")
    asked = Step.consent if language else Step.language
    return Joining(Step.phone if "consent" in draft.data else asked, language)
