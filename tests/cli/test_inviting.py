"""`hongyan invite`: links as a table, as JSON, and on a sheet to print."""

from cli.terminal import T
from tests.cli.office import SCHOOL, Office


def test_there_must_be_a_school_first(office: Office) -> None:
    office.sets(bot_username="hongyan_bot")

    said = office.types("invite")

    assert said.code == 1
    assert said.err.splitlines()[-1] == T("cli.no_school")


def test_everybody_who_may_come_gets_a_link(office: Office) -> None:
    office.has_imported()
    office.sets(bot_username="@hongyan_bot")

    made = office.types("invite", "--json").json

    father = next(each for each in made if each["person"] == "马建国")
    assert (father["role"], father["child"], father["phone"]) == (
        "father",
        "马小满",
        "+8616700000101",
    )
    assert father["link"].startswith("https://t.me/hongyan_bot?start=")
    links = [each["link"] for each in made]
    assert len(set(links)) == len(links)
    assert all(len(link.partition("start=")[2]) == 22 for link in links)
    assert {each["role"] for each in made} >= {"mother", "guardian", "class_teacher", "principal"}


def test_who_holds_a_link_keeps_it_unless_asked_otherwise(office: Office) -> None:
    office.has_imported()
    office.sets(bot_username="hongyan_bot")
    first = office.types("invite", "--role", "father", "--json").json

    kept = office.types("invite", "--role", "father", "--json")
    again = office.types("invite", "--role", "father", "--again", "--json").json

    assert kept.json == []
    assert T("cli.invite.held", n=len(first)) in kept.err
    assert {each["person"] for each in again} == {each["person"] for each in first}


def test_the_sheet_to_print_has_a_code_and_a_name_for_everybody(office: Office) -> None:
    office.has_imported()
    office.sets(bot_username="hongyan_bot")
    sheet = office.folder / "invitations.html"

    said = office.types("invite", "--role", "principal", "--sheet", sheet)

    page = sheet.read_text(encoding="utf-8")
    assert said.code == 0
    assert page.count("<svg") == 1
    assert "陆明德" in page
    assert "https://t.me/hongyan_bot?start=" in page
    assert "<script" not in page


def test_without_a_bot_links_lead_nowhere_and_the_command_says_so(office: Office) -> None:
    office.has_imported()

    said = office.types("invite", "--role", "principal", "--json")

    assert T("cli.invite.no_bot") in said.err
    assert "https://t.me/-?start=" in said.json[0]["link"]
    refused = office.types("invite", "--sheet", office.folder / "sheet.html")
    assert (refused.code, refused.complaint) == (1, T("cli.invite.no_bot_for_sheet"))


def test_an_unknown_school_is_told_with_those_known(office: Office) -> None:
    office.has_imported()
    office.sets(bot_username="hongyan_bot")

    said = office.types("invite", "--school", "别的小学")

    assert (said.code, said.complaint) == (
        1,
        T("cli.unknown_school", name="别的小学", known=SCHOOL),
    )


def test_a_table_names_everybody(office: Office) -> None:
    office.has_imported()
    office.sets(bot_username="hongyan_bot")

    said = office.types("invite", "--role", "principal")

    assert "陆明德" in said.out
    assert T("role.principal") in said.out
