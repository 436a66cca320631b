"""Units and provinces, and in the demo one member of staff for every role."""

from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.accounts import passwords, regions
from chonso_app.accounts.models import Province, Unit, User
from chonso_app.core.actors import Role
from chonso_app.core.config import settings

FOR_PRODUCTION = True  # units and provinces are needed there too
DEMO_PASSWORD = "chonso-demo"  # noqa: S105  printed at every start of the demo
_STAFF = (  # login, name, role, unit, what the role does (for the start-up greeting)
    ("goivideo", "Phạm Thu Hà", Role.VIDEO_AGENT, "TCT", "Tổ Video call"),
    ("daunoi", "Mai Thế Anh", Role.ACTIVATION_CLERK, "TCT", "Tổ đấu nối"),
    ("donhang", "Trần Mỹ Duyên", Role.ORDER_CLERK, "TCT", "Nhân viên OSP"),
    ("cuahang", "Lê Quốc Bảo", Role.STORE_CLERK, "KV2", "Nhân viên cửa hàng, Bến Thành"),
    ("kdo", "Đoàn Hải My", Role.MARKETING, "TCT", "Tổ KDO"),
    ("giamsat", "Bạch Kim Ngân", Role.SUPERVISOR, "TCT", "Giám sát"),
    ("quantri", "Hoàng Kim Ngân", Role.ADMINISTRATOR, "TCT", "Quản trị"),
    ("cuahang.hanoi", "Vũ Hồng Nhung", Role.STORE_CLERK, "KV1", "Nhân viên cửa hàng, Hoàn Kiếm"),
    ("goivideo.kv2", "Nguyễn Tuấn Kiệt", Role.VIDEO_AGENT, "KV2", "Tổ Video call, Cty KV 2"),
    ("daunoi.kv2", "Khổng Minh Tâm", Role.ACTIVATION_CLERK, "KV2", "Tổ đấu nối, Cty KV 2"),
    ("giamsat.kv2", "Ninh Thảo Vân", Role.SUPERVISOR, "KV2", "Giám sát, Cty KV 2"),
)
_CUSTOMER = ("84912345678", "Nguyễn Ngọc Lan")
DEMO_LOGINS = (
    *((login, DEMO_PASSWORD, what) for login, _, _, _, what in _STAFF),
    ("0912345678", DEMO_PASSWORD, "Khách hàng (/dang-nhap)"),
)


def seed(session: Session, now: datetime) -> None:
    """Does nothing to a database that has units. Demo logins exist in the demo only."""
    if session.exec(select(Unit.id)).first():
        return
    units = _seed_units(session)
    if settings.demo:
        _seed_people(session, units, now)


def demo_people(session: Session) -> list[str]:
    """Demo staff who could still log in: none may be in a production database."""
    logins = [login for login, *_ in _STAFF]
    enabled = select(User.login).where(col(User.login).in_(logins), col(User.disabled_at).is_(None))
    return sorted(login for login in session.exec(enabled) if login)


def _seed_units(session: Session) -> dict[str, int]:
    code, name = regions.HEAD_OFFICE
    units = [Unit(code=code, name=name, head_office=True)]
    units += [
        Unit(code=code, name=f"Cty KV {code.removeprefix('KV')}", shopcode=shopcode)
        for code, shopcode, _ in regions.REGIONS
    ]
    session.add_all(units)
    session.flush()
    ids = {unit.code: unit.row_id for unit in units}
    for code, _, provinces in regions.REGIONS:
        session.add_all(Province(code=p, name=name, unit_id=ids[code]) for p, name in provinces)
    session.flush()
    return ids


def _seed_people(session: Session, units: dict[str, int], now: datetime) -> None:
    password_hash = passwords.hashed(DEMO_PASSWORD)
    session.add_all(
        User(
            login=login,
            full_name=name,
            email=f"{login}@chonso.example",
            role=role,
            unit_id=units[unit],
            password_hash=password_hash,
            created_at=now,
        )
        for login, name, role, unit, _ in _STAFF
    )
    phone, name = _CUSTOMER
    session.add(
        User(
            phone=phone,
            full_name=name,
            role=Role.CUSTOMER,
            password_hash=password_hash,
            created_at=now,
        )
    )
    session.flush()
