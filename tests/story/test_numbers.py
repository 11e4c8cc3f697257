"""/number and /help: the school's own numbers, for those who are linked to it."""

from tests.story.town import Town

ADD = "\N{HEAVY PLUS SIGN} 添加电话"


async def test_a_principal_publishes_numbers_and_a_father_finds_them(town: Town) -> None:
    principal, father = await town.everybody_joins("陆明德", "马建国")
    await father.says("/number")
    assert "请找班主任或校长" in father.last_message
    await principal.says("/number")
    assert "点下面的按钮就能填" in principal.last_message
    await principal.presses("修改红柳湾小学的电话")
    await principal.presses(ADD)
    await principal.presses("亲情电话专线")
    await principal.says("打电话")
    assert "没有读懂" in principal.last_message
    await principal.says("0930 622 0000 周末 9:00—11:00")
    assert "亲情电话专线：0930 622 0000（周末 9:00—11:00）" in principal.last_message
    await principal.presses(ADD)
    await principal.presses("儿童维权热线")
    await principal.says("12338")

    await father.says("/number")
    told = father.last_message
    assert "亲情电话专线：0930 622 0000（周末 9:00—11:00）" in told
    assert "上学日 12:30–13:10" in told
    assert told.labels == []
    await father.says("/help")
    helped = father.last_message.text
    assert helped.index("110") < helped.index("儿童维权热线：12338")

    stranger = await town.person("路人")
    await stranger.says("/help")
    assert "12338" not in stranger.last_message
    forged = next(b.data for b in principal.last_message.buttons if "去掉" in b.label)
    assert await father.forges(forged) == "这个按钮不是给您的。/today 可以看到您的事。"
    await principal.presses("去掉 12338")
    await father.says("/number")
    assert "12338" not in father.last_message
