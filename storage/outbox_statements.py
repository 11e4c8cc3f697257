"""Statements about the outbox that are asked at every beat, or for every message, built once."""

from sqlalchemy import Integer, bindparam, case, func, or_, select, update

from storage.claims import waits
from storage.notices import NoticeRow
from storage.pauses import may_go
from storage.prebuilt import Prebuilt, among, in_state
from storage.tables import Notice, NoticeItem
from storage.tables.base import UtcDateTime

COLUMNS = tuple(getattr(Notice, name) for name in NoticeRow.__struct_fields__ if name != "items")
NOW = bindparam("now", type_=UtcDateTime)
ADRIFT = Prebuilt(select(Notice.id).where(in_state(Notice, "sending"), Notice.lease_until <= NOW))
STALE = Prebuilt(
    select(Notice.id)
    .where(in_state(Notice, "queued", "claimed"), Notice.expires_at <= NOW)
    .order_by(Notice.expires_at)
    .limit(bindparam("at_most", type_=Integer))
)
START = (
    update(Notice)
    .where(Notice.id == bindparam("notice_id"), in_state(Notice, "claimed"))
    .values(state="sending", lease_until=bindparam("lease"), attempts=Notice.attempts + 1)
)
GIVE_BACK = (
    update(Notice)
    .where(Notice.id == bindparam("notice_id"), in_state(Notice, "claimed"))
    .values(
        state="queued",
        send_at=bindparam("later", type_=UtcDateTime),
        tried_at=func.coalesce(Notice.tried_at, NOW),
        lease_until=None,
    )
)
TOLD = select(func.count()).where(
    Notice.person_id == bindparam("person_id"),
    Notice.sent_at >= bindparam("since", type_=UtcDateTime),
    Notice.content == bindparam("content"),
)
WITH_ITEMS = (
    select(*COLUMNS, NoticeItem.duty_id, NoticeItem.purpose)
    .outerjoin(NoticeItem, NoticeItem.notice_id == Notice.id)
    .order_by(Notice.id, NoticeItem.position)
)
BY_ID = Prebuilt(WITH_ITEMS.where(among(Notice.id)))
ITEMS = Prebuilt(
    select(NoticeItem.notice_id, NoticeItem.duty_id, NoticeItem.purpose)
    .where(among(NoticeItem.notice_id))
    .order_by(NoticeItem.notice_id, NoticeItem.position)
)
SPEAKING = select(NoticeItem.notice_id).where(among(NoticeItem.duty_id))
SENT_ABOUT = Prebuilt(WITH_ITEMS.where(Notice.id.in_(SPEAKING), in_state(Notice, "sent")))
SAID = select(Notice.person_id, Notice.state, Notice.details).where(
    Notice.request_id == bindparam("request_id"), Notice.group_key.like(bindparam("begins"))
)
NEXT = Prebuilt(
    select(
        func.min(case((in_state(Notice, "queued"), Notice.send_at), else_=Notice.lease_until))
    ).where(waits(Notice), or_(in_state(Notice, "sending"), may_go()))
)
