"""Pure rules of an order: its code, its price, what may stand in the form, when it is reminded."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chonso_app.core import msisdn
from chonso_app.core.clock import vn

_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0 O 1 I L: read aloud, they are one
_CODE = re.compile(rf"GS-[{_CODE_LETTERS}]{{6}}")
VAT_PERCENT = 10

PAID_REMINDER_DAYS = (3, 7, 14)
REFUSAL_REMINDER_DAYS = (2, 5)
GRANT_LASTS = timedelta(days=7)


def new_code() -> str:
    """`GS-7K3Q68`. Guessing one says nothing: it opens only for its owner."""
    return "GS-" + "".join(secrets.choice(_CODE_LETTERS) for _ in range(6))


def clean_code(typed: str) -> str:
    """What a person meant by `gs 7k3q68`; "" when it cannot be a code."""
    letters = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", typed).upper())
    code = "GS-" + letters.removeprefix("GS")
    return code if _CODE.fullmatch(code) else ""


# -- price -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Price:
    """Every đồng of an order, VAT included."""

    number: int
    sim: int
    plan: int
    delivery: int = 0

    @property
    def total(self) -> int:
        return self.number + self.sim + self.plan + self.delivery

    @property
    def vat(self) -> int:
        """The VAT inside the total, rounded to the nearest đồng."""
        share = 100 + VAT_PERCENT
        return (self.total * VAT_PERCENT * 2 + share) // (2 * share)


# -- the form ----------------------------------------------------------------------------------

FORM_FIELDS = ("phone", "full_name", "email", "province_code", "ward", "address")
_LIMITS = {"full_name": 100, "email": 254, "ward": 80, "address": 200}
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_MAIL_HOSTS = {
    "gmail": "gmail.com", "gmail.con": "gmail.com", "gmail.co": "gmail.com",
    "gmail.cm": "gmail.com", "gamil.com": "gmail.com", "gmai.com": "gmail.com",
    "gmail.vn": "gmail.com", "yahoo": "yahoo.com", "yahoo.con": "yahoo.com",
    "hotmail": "hotmail.com", "outlook": "outlook.com", "icloud": "icloud.com",
    "icloud.con": "icloud.com",
}  # fmt: skip


@dataclass(frozen=True)
class Subscriber:
    """Thông tin đăng ký thuê bao, checked. `phone` in E.164 digits."""

    phone: str
    full_name: str
    email: str
    province_code: str
    ward: str
    address: str


def one_line(text: str) -> str:
    """Composed Unicode, single spaces, nothing that does not print."""
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(c if c.isprintable() else " " for c in composed)
    return " ".join(printable.split())


def check_name(typed: str) -> tuple[str, str]:
    """The name, and the text key of what is wrong with it ("" when nothing is)."""
    name = one_line(typed)
    if not name:
        return "", "orders.field.name_missing"
    letters = name.replace(" ", "").replace("-", "").replace("'", "").replace("’", "")
    if not letters.isalpha() or len(name) > _LIMITS["full_name"]:
        return "", "orders.field.name_letters"
    if " " not in name:
        return "", "orders.field.name_whole"
    return name, ""


def check_email(typed: str) -> tuple[str, str]:
    email = one_line(typed).replace(" ", "")
    if not email:
        return "", "orders.field.email_missing"
    if len(email) > _LIMITS["email"] or not _EMAIL.fullmatch(email):
        lacks_end = re.fullmatch(r"[^@]+@[^@.]+", email)
        return "", "orders.field.email_tail" if lacks_end else "orders.field.email_wrong"
    return email, ""


def suggest_email(typed: str) -> str:
    """The address that was probably meant; "" when we have no better guess."""
    local, at, host = one_line(typed).replace(" ", "").partition("@")
    meant = _MAIL_HOSTS.get(host.lower(), "") if at and local else ""
    return f"{local}@{meant}" if meant else ""


def check_phone(typed: str) -> tuple[str, str]:
    if not typed.strip():
        return "", "orders.field.phone_missing"
    try:
        return msisdn.to_e164(typed), ""
    except msisdn.NotAPhone:
        return "", "orders.field.phone_wrong"


def check_subscriber(
    typed: Mapping[str, str], provinces: set[str]
) -> tuple[Subscriber | None, dict[str, str]]:
    """The checked form, or field → text key for each field that stands in the way."""
    phone, phone_error = check_phone(typed.get("phone", ""))
    name, name_error = check_name(typed.get("full_name", ""))
    email, email_error = check_email(typed.get("email", ""))
    province = typed.get("province_code", "")
    ward, ward_error = check_line(typed.get("ward", ""), "ward")
    address, address_error = check_line(typed.get("address", ""), "address")
    errors = {
        "phone": phone_error,
        "full_name": name_error,
        "email": email_error,
        "province_code": "" if province in provinces else "orders.field.province_missing",
        "ward": ward_error,
        "address": address_error,
    }
    errors = {field: error for field, error in errors.items() if error}
    if errors:
        return None, errors
    return Subscriber(phone, name, email, province, ward, address), {}


def check_line(typed: str, field: str) -> tuple[str, str]:
    line = one_line(typed)
    if not line:
        return "", f"orders.field.{field}_missing"
    return (line, "") if len(line) <= _LIMITS[field] else ("", "orders.field.too_long")


def check_id_number(typed: str) -> tuple[str, str]:
    """A căn cước has twelve digits; the first three say where it was issued."""
    digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    if re.fullmatch(r"0\d{11}", digits):
        return digits, ""
    return "", "orders.field.id_number" if digits else "orders.field.id_number_missing"


def check_birth_date(typed: str, today: date) -> tuple[str, str]:
    """`20/11/1998` or ISO → ISO."""
    text = typed.strip()
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            born = datetime.strptime(text, pattern).date()  # noqa: DTZ007  a date has no zone
        except ValueError:
            continue
        if date(1900, 1, 1) <= born < today:
            return born.isoformat(), ""
    return "", "orders.field.birth_date" if text else "orders.field.birth_date_missing"


# -- time --------------------------------------------------------------------------------------


def reminder_due(since: datetime, now: datetime, days: tuple[int, ...], sent: int) -> int:
    """The reminder whose day has come and that was not sent, 0 for none. Missed: skipped."""
    come = [day for day in days if now >= since + timedelta(days=day)]
    latest = max(come, default=0)
    return latest if latest > sent else 0


def end_of_vn_day(moment: datetime) -> datetime:
    """The last second of that day in Vietnam: deadlines of days are told and kept as 23:59."""
    return vn(moment).replace(hour=23, minute=59, second=59, microsecond=0)
