"""What a column's heading means, in the many spellings that schools use."""

import re
from dataclasses import dataclass
from enum import StrEnum

from care.rosters.cells import squash
from care.rosters.grid import Cell


class Who(StrEnum):
    """Whom a column is about; `own` is the person of the row: the child, or the member of staff."""

    own = "own"
    father = "father"
    mother = "mother"
    parent = "parent"
    guardian = "guardian"
    class_teacher = "class_teacher"
    helper = "helper"
    deputy = "deputy"


class What(StrEnum):
    """What a column says about them; `ignored` is known but not kept (an identity number)."""

    name = "name"
    sex = "sex"
    birth = "birth"
    ethnicity = "ethnicity"
    age = "age"
    health = "health"
    occupation = "occupation"
    relation = "relation"
    phone = "phone"
    workplace = "workplace"
    address = "address"
    grade = "grade"
    class_ = "class"
    school = "school"
    type_ = "type"
    since = "since"
    boarding = "boarding"
    remark = "remark"
    post = "post"
    ignored = "ignored"


@dataclass(frozen=True)
class Heading:
    """One heading cell understood; `who` is None if only the columns around it can tell."""

    who: Who | None
    what: What


_WHO: tuple[tuple[Who, str], ...] = (
    (Who.class_teacher, r"班主任|(class|homeroom|form)teacher"),
    (Who.helper, r"帮扶(责任)?(教师|老师|人|干部|党员)?|结对(教师|老师|人)|爱心(妈妈|爸爸|家长)"),
    (Who.helper, r"代理(家长|妈妈|爸爸)|关爱教师|包保(责任)?(教师|人)|helper|mentor"),
    (Who.deputy, r"代理人|代理(教师|老师)|代班(教师|老师)?|顶岗教师|deputy|stand-?in"),
    (Who.own, r"被监护人"),
    (Who.guardian, r"(现|主要|临时|法定|实际|第[一二]|被?委托|受委托|代理|隔代)*监护人?"),
    (Who.guardian, r"照料人|照顾人|看护人|代管(人|家长)|抚养人|托管人"),
    (Who.guardian, r"(temporary|acting|entrusted)?guardian('?s)?|care(r|giver)('?s)?"),
    (Who.parent, r"父[(/、或]?母亲?[)]?(双方)?|父亲[/、或]母亲|家长|双亲|parent('?s'?)?(?!away)"),
    (Who.father, r"父亲?(?!母)|爸爸?|father('?s)?|\bdad('?s)?"),
    (Who.mother, r"母亲?|妈妈?|mother('?s)?|\bm[ou]m('?s)?"),
    (Who.own, r"(留守)?(学生|儿童|孩子|少年)|本人|子女|student('?s)?|child('?s)?|pupil('?s)?"),
    (Who.own, r"教职工|教工|教师|工作人员|职工|staff"),
)

# The first that is found wins: a narrow meaning stands before a wide one.
_WHAT: tuple[tuple[What, str], ...] = (
    (What.ignored, r"身份证|证件号|学籍号|学号|户口[本簿]|户主|idn(o|umber)|idcard|照片|签[名字]"),
    (What.ignored, r"^(序|编|顺序)号$|^号$|^no\.?$|^#$|^number$"),
    (What.type_, r"留守(类[型别]|性质|情[况形]|状况|形式|原因)|^类[型别]$|^(leftbehind)?type$"),
    (What.type_, r"外出(务工)?(类[型别]|情[况形]|状况|方式)|left-?behind|whoisaway"),
    (What.since, r"(外出|务工|打工|离家|离开|留守).*(时间|日期|年月)|(away)?since$|lefton"),
    (What.boarding, r"寄宿|住宿|住校|boarding"),
    (What.remark, r"^备注|^备考$|^说明$|^remarks?$|^notes?$"),
    (What.post, r"职务|岗位|职位|任职|职责|^post$|position|^role$|^duty$"),
    (What.relation, r"关系|relation"),
    (What.phone, r"电话|手机|联系方式|联系号码|^号码$|phone|mobile|^tel|^contact"),
    (What.workplace, r"务工|打工|工作(单位|地|地址)|去向|外出地|单位.*地址|^所在地$"),
    (What.workplace, r"workplace|placeofwork|works?(in|at)$|workaddress|^work$"),
    (What.birth, r"出生|生日|birth|^born|^dob$"),
    (What.sex, r"性别|^sex$|gender"),
    (What.ethnicity, r"民族|族别|ethnic|nationality"),
    (What.age, r"年龄|岁数|^age$"),
    (What.health, r"身体|健康|health"),
    (What.occupation, r"职业|从事|occupation|^job$"),
    (What.address, r"住[址处]|地址|居住地|户籍|村社|address"),
    (What.class_, r"年级.*班|班级|班别|^(所在|就读|任教|所带)?班$|^class(name|no\.?)?$|^unit$"),
    (What.school, r"^(所在|就读|所属)?学校(名称)?$|^school(name)?$|^(所在)?单位(名称)?$"),
    (What.grade, r"年级|^grade$"),
    (What.name, r"姓名|名字|^名$|^(full)?names?$"),
)
_EMPTY = re.compile(r"(基本|的|家庭)*(情况|信息|资料|状况|栏)?|information|details")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_VALUE = re.compile(r"[\d一二三四五六七八九十][)]?(年?级|班)|^[(]")  # 三年级(1)班 is a value
_LONGEST = 32


def understand(cell: Cell) -> Heading | None:
    """What the heading means; None for whatever is none (a title, a value, an unknown column)."""
    text = _plain(cell)
    if not text:
        return None
    who, rest = _who(text)
    what = next((what for what, pattern in _WHAT if re.search(pattern, rest)), None)
    if what is None and who is not None and _EMPTY.fullmatch(rest):
        what = What.name
    if what is None:
        return None
    asks_whose = (
        what is What.relation and who is Who.own
    )  # 与学生关系: whose it is stands beside it
    return Heading(None if asks_whose else who, what)


def group(cell: Cell) -> Who | None:
    """Whom a heading above other headings is about: 父亲情况, 监护人信息."""
    text = _plain(cell)
    return _who(text)[0] if text else None


def _plain(cell: Cell) -> str:
    text = squash(cell)
    if not isinstance(cell, str) or len(text) > _LONGEST or _VALUE.search(text):
        return ""
    either = re.search(r"父[(]母[)]", text) is not None
    text = text if either else _BRACKETS.sub("", text)
    return "" if ":" in text else re.sub(r"[*_\"“”]", "", text)


def _who(text: str) -> tuple[Who | None, str]:
    for who, pattern in _WHO:
        if re.search(pattern, text):
            return who, re.sub(pattern, "", text, count=1)
    return None, text
