"""Makes the sample sheets beside it: `python examples/make.py`. Everybody in them is invented."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
SCHOOL = "红柳湾小学"
MADE = datetime(2026, 9, 8)  # noqa: DTZ001 - a spreadsheet's dates have no zone

Value = str | int | date | None
Row = Sequence[Value]

SINGLE = ("序号", "姓名", "性别", "民族", "出生年月", "年级", "班级", "家庭住址")
GROUPS = (
    ("父亲情况", ("姓名", "务工地点", "联系电话")),
    ("母亲情况", ("姓名", "务工地点", "联系电话")),
    ("监护人情况", ("姓名", "与学生关系", "年龄", "身体状况", "联系电话")),
)
LAST = ("留守类型", "外出时间", "班主任", "备注")

FIRST_CLASS, SECOND_CLASS = ("三年级", "(1)班"), ("三年级", "(2)班")
FOURTH = ("四年级", "(1)班")

CHILDREN: tuple[Row, ...] = (
    ("马小满", "女", "回族", "2017.5.21", *FIRST_CLASS, "柳湾村3社",
     "马建国", "广东东莞", 16700000101, "马兰", "浙江义乌", "167 0000 0102",
     "冯桂英", "奶奶", 66, "良好", "16700000103", "双亲外出", "2021年3月", "周秀文", None),
    ("石望川", "男", "汉", date(2017, 1, 14), *FIRST_CLASS, "柳湾村1社",
     "石永泉", "新疆哈密", "167-0000-0111", "柴月琴", "在家", 16700000112,
     "石德福", "爷爷", 71, "腿脚不便", "无", "单亲外出", "2022.9", "周秀文", "低保户"),
    ("穆思源", "男", "东乡", "2016年11月", *FIRST_CLASS, "沙沟沿村5社",
     "穆成林", "青海格尔木", "+8616700000114", "白玉莲", "青海格尔木", "16700000115",
     "穆阿依", "姑姑", 43, "一般", "16700000116(微信)", "双亲外出", "2023年2月", "周秀文", "寄宿"),
    ("尤佳禾", "女", "汉族", 20170308, *FIRST_CLASS, "柳湾村2社",
     None, None, None, "尤春梅", "江苏昆山", "16700000118",
     "尤长贵", "外公", 64, "高血压", 16700000119, "单亲外出", "2020年10月", "周秀文", None),
    ("康乐天", "男", "保安族", "2017/8/2", *FIRST_CLASS, "沙沟沿村1社",
     "康世杰", "西藏那曲", "16700000121", "妥秀兰", "西藏那曲", 16700000122,
     "康福海", "爷爷", 68, "良好", "16700000123", "双亲外出", "2021年7月", "周秀文", None),
    ("常雨晴", "女", "汉", "2016-12-09", *SECOND_CLASS, "柳湾村4社",
     "常志刚", "北京通州", "16700000125、17000000125", "申秀珍", "在家", "16700000126",
     "申秀珍", "母亲", 37, "良好", "16700000126", "单亲外出", "2019年3月", "何志远", None),
    ("祁连星", "男", "土族", "2017.2", *SECOND_CLASS, "北滩村2社",
     "祁国庆", "内蒙古包头", 16700000128, "鲁小红", "陕西榆林", "167 0000 0129",
     "祁王氏", "奶奶", 73, "腿脚不便", "无", "双亲外出", "2022年4月", "何志远", "低保户"),
    ("牟安宁", "女", "汉族", date(2017, 6, 30), *SECOND_CLASS, "北滩村6社",
     "牟大海", "上海松江", "16700000131", "池冬梅", "上海松江", 16700000132,
     "池万山", "外公", 62, "一般", "16700000133", "双亲外出", "2023.3", "何志远", None),
    ("樊一诺", "男", "汉", "2017年4月18日", *SECOND_CLASS, "柳湾村3社",
     "樊建设", "福建石狮", 16700000135, "余彩霞", "在家", None,
     "余彩霞", "母亲", 35, "良好", "171-0000-0136", "单亲外出", "2024年2月", "何志远", None),
    ("喜来顺", "男", "东乡", "2016.1.27", *FOURTH, "沙沟沿村3社",
     "喜文福", "新疆阿克苏", "16700000138", "牙秀英", "新疆阿克苏", "16700000139",
     "喜满仓", "爷爷", 69, "良好", 16700000140, "双亲外出", "2020年9月", "苗春燕", "寄宿"),
    ("左知秋", "女", "汉族", 20151006, *FOURTH, "柳湾村5社",
     "左向东", "浙江宁波", 16700000142, "庞玉珍", "浙江宁波", "+86 16700000143",
     "左庞氏", "奶奶", 70, "高血压", "16700000144", "双亲外出", "2018年5月", "苗春燕", None),
    ("水清扬", "女", "撒拉", "2016年6月", *FOURTH, "北滩村1社",
     "水有田", "青海玉树", "167 0000 0146", None, None, None,
     "水银花", "姑姑", 41, "良好", "16700000147", "单亲外出", "2022年8月", "苗春燕", None),
)  # fmt: skip

STAFF_HEADINGS = ("姓名", "职务", "班级", "联系电话", "代理人")
STAFF: tuple[Row, ...] = (
    ("周秀文", "班主任", "三年级(1)班", 16700000201, "何志远"),
    ("何志远", "班主任", "三年级(2)班", "167 0000 0202", "周秀文"),
    ("苗春燕", "班主任", "四年级(1)班", "167-0000-0203", "何志远"),
    ("陆明德", "校长", None, 16700000301, None),
    ("单秋萍", "学籍管理员", None, "16700000302", None),
    ("乔向阳", "亲情热线值班", None, 16700000303, "单秋萍"),
    ("阮素心", "心理辅导员", None, "16700000304", None),
    ("甄立民", "县教育局干事", None, "16700000401", None),
)


def main() -> None:
    """Writes both sheets; the same bytes every time."""
    make_roster(HERE / "roster.xlsx")
    make_staff(HERE / "staff.xlsx")


def make_roster(path: Path) -> None:
    """A roster as a primary school keeps it: merged title, two rows of headings, notes below."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": MADE})
        looks = _looks(book)
        sheet = book.add_worksheet("花名册")
        columns = len(SINGLE) + sum(len(below) for _, below in GROUPS) + len(LAST)
        title = f"{SCHOOL}2026—2027学年度第一学期留守儿童花名册"
        sheet.merge_range(0, 0, 0, columns - 1, title, looks["title"])
        sheet.write(1, 0, f"填报单位(盖章):{SCHOOL}")
        sheet.write(1, columns - 7, "填报时间:2026年9月8日")
        _headings(sheet, looks["head"])
        for n, child in enumerate(CHILDREN):
            _write(sheet, n + 4, [n + 1, *child], looks)
        below = len(CHILDREN) + 5
        sheet.write(below, 0, "注:父母双方或一方外出务工连续三个月以上。")
        sheet.write(below + 1, 0, "校长签字:")
        sheet.write(below + 1, 9, "填表人:")
        sheet.set_column(0, 0, 5)
        sheet.set_column(1, columns - 1, 12)
        sheet.freeze_panes(4, 2)


def make_staff(path: Path) -> None:
    """The school's staff with their posts and who stands in for whom."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": MADE})
        looks = _looks(book)
        sheet = book.add_worksheet("教职工")
        title = f"{SCHOOL}留守儿童工作人员名单"
        sheet.merge_range(0, 0, 0, len(STAFF_HEADINGS) - 1, title, looks["title"])
        sheet.write_row(1, 0, STAFF_HEADINGS, looks["head"])
        for n, member in enumerate(STAFF):
            _write(sheet, n + 2, member, looks)
        sheet.set_column(0, len(STAFF_HEADINGS) - 1, 16)


def _looks(book: xlsxwriter.Workbook) -> dict[str, object]:
    frame = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format({**frame, "bold": True, "bg_color": "#EEF3E6"}),
        "cell": book.add_format(frame),
        "number": book.add_format({**frame, "num_format": "0"}),
        "date": book.add_format({**frame, "num_format": "yyyy-m-d"}),
    }


def _headings(sheet: xlsxwriter.worksheet.Worksheet, look: object) -> None:
    column = 0
    for text in SINGLE:
        sheet.merge_range(2, column, 3, column, text, look)
        column += 1
    for group, below in GROUPS:
        sheet.merge_range(2, column, 2, column + len(below) - 1, group, look)
        sheet.write_row(3, column, below, look)
        column += len(below)
    for text in LAST:
        sheet.merge_range(2, column, 3, column, text, look)
        column += 1


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, values: Row, looks: dict[str, object]
) -> None:
    for column, value in enumerate(values):
        if isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as above
            sheet.write_datetime(row, column, moment, looks["date"])
        else:
            sheet.write(row, column, value, looks["number" if isinstance(value, int) else "cell"])


if __name__ == "__main__":
    main()
