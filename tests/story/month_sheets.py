"""The sheets of three schools, as schools keep them: a workbook with a heading in two rows, one
with a sheet per class, and a text file of an old system. Everybody in them is invented.

Who in the files plays which part the story finds out from the store, not from here.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter

PRIMARY, JUNIOR, VILLAGE = "青杨坪小学", "白石滩初级中学", "榆钱沟小学"
FILES = ("primary-school.xlsx", "township-junior-high.xlsx", "village-school-gb18030.csv")
STAFF_HEADINGS = ("姓名", "职务", "班级", "联系电话", "代理人")

SURNAMES = (
    "邢柏闵卓蔺蒙池佟敖冷訾辛阚邬晏荀缪解桑蔚",
    "仇班鄂麻逄阮衡慕时嵇屠樊霍虞万柯昝管卢莫",
    "宿怀桂岑栾厉戎祖符景詹束龙叶幸司韶郜黎蓟",
)
"""Of each school; two schools share no name."""
CHILDREN = ("稻香", "听泉", "拾穗", "望舒", "星野", "晚禾", "青苗", "知夏")
FATHERS = ("守田", "长河", "振山", "开渠", "大垄", "满囤", "志耕", "立秋")
OTHERS = ("采薇", "春桃", "绣云", "巧枝", "玉梅", "秋菊", "银杏", "冬青")
ELDERS = ("老根", "福寿", "长庚", "有余", "德厚", "万仓", "永年", "太平")

SINGLE = ("序号", "姓名", "性别", "民族", "出生年月", "年级", "班级", "家庭住址")
GROUPS = (
    ("父亲情况", ("姓名", "务工地点", "联系电话")),
    ("母亲情况", ("姓名", "务工地点", "联系电话")),
    ("监护人情况", ("姓名", "与学生关系", "年龄", "身体状况", "联系电话")),
)
LAST = ("留守类型", "帮扶教师", "备注")
AWAY = ("广东惠州", "新疆石河子", "浙江台州", "陕西铜川")

Row = Sequence[str | int | None]


def write_rosters(folder: Path) -> None:
    """The three files, 20, 24 and 12 children."""
    _primary(folder / FILES[0])
    _junior(folder / FILES[1])
    _village(folder / FILES[2])


def name(school: int, kind: Sequence[str], n: int, shift: int = 0) -> str:
    """An invented name; the same for the same number."""
    return SURNAMES[school][(n + shift) % 20] + kind[(n + n // 20) % 8]


def number(school: int, n: int, whose: int) -> str:
    """An invented number."""
    return f"1670{school}{whose}{n:05}"


def _primary(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write(0, 0, f"{PRIMARY}2026—2027学年度第一学期留守儿童花名册")
        sheet.write(1, 0, f"填报单位(盖章):{PRIMARY}")
        column = 0
        for heading in SINGLE:
            sheet.merge_range(2, column, 3, column, heading)
            column += 1
        for group, headings in GROUPS:
            sheet.merge_range(2, column, 2, column + len(headings) - 1, group)
            sheet.write_row(3, column, headings)
            column += len(headings)
        sheet.write_row(2, column, LAST)
        for n in range(20):
            sheet.write_row(4 + n, 0, primary_row(n))


def primary_row(n: int) -> Row:
    """The nth child of the primary school, from 0; the second father has died, the third child's
    father and grandmother share a phone, the fourth child's grandmother has none.
    """
    father: Row = (name(0, FATHERS, n), AWAY[n % 4], number(0, n, 1))
    mother: Row = (name(0, OTHERS, n, 7), AWAY[n % 4], number(0, n, 2))
    if n % 5 == 4:
        mother = (name(0, OTHERS, n, 7), "在家", number(0, n, 2))
    elder = "无" if n == 3 else number(0, n, 1 if n == 2 else 3)
    guardian: Row = (name(0, ELDERS, n, 13), "奶奶", 61 + n % 9, "良好", elder)
    first = name(0, CHILDREN, n)
    last: Row = ("双亲外出", f"{SURNAMES[0][n // 10]}先明", None)
    if n % 5 == 4:
        last = ("单亲外出", last[1], None)
    if n == 1:
        father, last = (father[0], None, None), ("单亲外出", last[1], "父亲于2024年病故")
    where = ("三年级", f"({1 + n // 10})班", f"杨坪村{1 + n % 6}社")
    birth = f"201{7 + n % 2}.{1 + n % 9}.{10 + n % 19}"
    return (n + 1, first, "男女"[n % 2], "汉", birth, *where, *father, *mother, *guardian, *last)


def _junior(path: Path) -> None:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    headings = ("学生姓名", "性别", "出生日期", None, "家长姓名", "与学生关系", "家长务工详细地址")
    more = ("家长电话", "临时监护人", "关系", "监护人电话", "班主任", "外出时间")
    for class_ in range(3):
        sheet = book.create_sheet(f"{'七八九'[class_]}年级1班")
        sheet.append([*headings, *more])
        for n in range(class_ * 8, class_ * 8 + 8):
            sheet.append(_junior_row(n, class_))
    book.save(path)


def _junior_row(n: int, class_: int) -> list[str | None]:
    parent = name(1, FATHERS, n, 3) if n % 4 else name(1, OTHERS, n, 3)
    birth = f"{2013 - class_}-0{1 + n % 9}-1{n % 9}"
    phones = "、".join(number(1, n, whose) for whose in ((1, 2) if n % 2 else (1,)))
    child = (name(1, CHILDREN, n, 3), "男女"[n % 2], birth, None)
    family = (parent, "父亲" if n % 4 else "母亲", f"{AWAY[n % 4]}市某厂", phones)
    elder = (name(1, ELDERS, n, 9), "爷爷", number(1, n, 3) if n % 6 else "无")
    return [*child, *family, *elder, SURNAMES[1][class_ + 5] + "引航", "2023年3月"]


def _village(path: Path) -> None:
    headings = ("姓 名", "性 别", "出生年月", "年级", "父母姓名", "父母联系电话", "务工地")
    with path.open("w", encoding="gb18030", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow([*headings, "监护人", "关系", "电话", "留守类别"])
        for n in range(12):
            parents = f"{name(2, FATHERS, n, 11)}、{name(2, OTHERS, n, 16)}"
            phones = f"{number(2, n, 1)}、{number(2, n, 2)}"
            child = (name(2, CHILDREN, n, 11), "男女"[n % 2])
            where = (f"201{7 - n // 6}.0{1 + n % 9}", f"{2 + n // 6}年级", parents, phones)
            elder = (AWAY[n % 4], name(2, ELDERS, n, 5), "外公", number(2, n, 3))
            sheet.writerow([*child, *where, *elder, "单亲外出" if n == 3 else "双亲外出"])


def write_staff(path: Path, school: str, rows: Iterable[Row]) -> None:
    """The list of a school's staff."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([f"{school}留守儿童工作人员名单"])
    sheet.append(STAFF_HEADINGS)
    for row in rows:
        sheet.append(list(row))
    book.save(path)
