"""The ways of the staff through the pages of a circle."""

from tests.story.people import Message, Person


async def opens_the_circle(teacher: Person, child: str = "马小满") -> Message:
    """From /today to the people around a child."""
    await teacher.says("/today")
    message = next(m for m in reversed(teacher.messages) if any(child in b for b in m.labels))
    label = next(label for label in message.labels if child in label)
    await teacher.presses(label, message)
    await teacher.presses("👥 身边的人", again(teacher, message))
    return again(teacher, message)


def again(person: Person, message: Message) -> Message:
    """The same message as it stands now."""
    return next(each for each in person.messages if each.id == message.id)


async def opens_the_page_of(teacher: Person, name: str) -> Message:
    page = await opens_the_circle(teacher)
    label = next(label for label in page.labels if name in label)
    await teacher.presses(label, page)
    return again(teacher, page)
