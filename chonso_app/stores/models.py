"""Stores, the blank SIM cards that lie in them, and the ledger of every card that came or went."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class StoreKind(StrEnum):
    STORE = "store"  # customers fetch their SIM here
    WAREHOUSE = "warehouse"  # parcels leave from here; no customer comes


class Store(SQLModel, table=True):
    """Never deleted: orders and cards point to it. A closed one is off sale."""

    __tablename__ = "store"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.CheckConstraint("pick_up_days between 1 and 60", name="pick_up_days"),)

    code: str = Field(primary_key=True, max_length=32)  # "CH-79-01"
    name: str = Field(max_length=100)
    kind: StoreKind = Field(default=StoreKind.STORE, sa_type=stored_by_value(StoreKind))
    unit_id: int = Field(foreign_key="unit.id", index=True)
    province_code: str = Field(foreign_key="province.code", max_length=8, index=True)
    ward: str = Field(default="", max_length=80)
    address: str = Field(default="", max_length=200)  # house and street
    phone: str = Field(default="", max_length=20)
    note: str = Field(default="", max_length=200)  # how to find it; said to customers
    hours: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # rules.Hours.stored
    closed_days: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # ISO dates
    on_sale: bool = True  # customers may choose it
    system: str = Field(default="", max_length=32)  # "": works in our own console
    pick_up_days: int = 7  # how long a SIM waits for its customer

    @property
    def has_own_system(self) -> bool:
        return self.system != ""


class CardStatus(StrEnum):
    IN_STOCK = "in_stock"
    BOUND = "bound"  # set aside for one order, still in the store
    SHIPPED = "shipped"  # on its way with a carrier
    HANDED = "handed"  # the customer has it
    ACTIVE = "active"  # the line lives on it
    DAMAGED = "damaged"
    LOST = "lost"


C = CardStatus
ALLOWED_MOVES = {  # a status that is not a key here is final
    C.IN_STOCK: {C.BOUND, C.DAMAGED, C.LOST},
    C.BOUND: {C.IN_STOCK, C.SHIPPED, C.HANDED, C.DAMAGED, C.LOST},
    # active straight from shipped: the customer has it before the carrier says so
    C.SHIPPED: {C.IN_STOCK, C.HANDED, C.ACTIVE, C.DAMAGED, C.LOST},
    C.HANDED: {C.ACTIVE, C.DAMAGED, C.LOST},
    C.ACTIVE: {C.DAMAGED, C.LOST},
    C.LOST: {C.IN_STOCK, C.DAMAGED},  # found again
}
CURRENT = (C.BOUND, C.SHIPPED, C.HANDED, C.ACTIVE)  # it is some order's card now
_IS_CURRENT = sa.text("status in ('bound', 'shipped', 'handed', 'active')")


class SimCard(SQLModel, table=True):
    """One blank SIM. Moves by `moves` only, each a single UPDATE … WHERE: one clerk wins."""

    __tablename__ = "sim_card"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        # I10. After a damaged or lost card the same order may have another.
        sa.Index(
            "ix_one_current_card_per_order",
            "order_code",
            unique=True,
            sqlite_where=_IS_CURRENT,
            postgresql_where=_IS_CURRENT,
        ),
        sa.CheckConstraint(
            "status not in ('bound', 'shipped', 'handed', 'active') or order_code is not null",
            name="current_has_order",
        ),
        sa.CheckConstraint("status <> 'in_stock' or order_code is null", name="stock_is_free"),
        sa.Index("ix_sim_card_store", "store_code", "status", "iccid"),
    )

    iccid: str = Field(primary_key=True, max_length=20)
    store_code: str = Field(foreign_key="store.code", max_length=32)
    status: CardStatus = Field(default=C.IN_STOCK, sa_type=stored_by_value(CardStatus))
    order_code: str | None = Field(default=None, max_length=16)  # whose it is, or last was
    changed_at: datetime = Field(sa_type=UtcDateTime)

    def check_move(self, status: CardStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"was": self.status.value, "asked": status.value, "order": self.order_code}
            )


class StockEntry(SQLModel, table=True):
    """One line of the ledger, never changed. The blanks in a store are the sum of its `delta`."""

    __tablename__ = "stock_entry"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.CheckConstraint("delta between -1 and 1", name="one_card_at_a_time"),
        sa.Index("ix_stock_entry_store", "store_code", "delta"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    store_code: str = Field(foreign_key="store.code", max_length=32)
    iccid: str = Field(max_length=20, index=True)
    was: CardStatus | None = Field(default=None, sa_type=stored_by_value(CardStatus))
    status: CardStatus = Field(sa_type=stored_by_value(CardStatus))  # what it became
    delta: int = Field(sa_type=sa.SmallInteger)  # of the blanks that lie in the store
    order_code: str | None = Field(default=None, max_length=16)
    actor: str = Field(max_length=64)
    note: str = Field(default="", max_length=200)  # why it was written off


class ImportStatus(StrEnum):
    CHECKING = "checking"  # the worker reads the file; nothing is written
    CHECKED = "checked"  # waits for the word to go on
    IMPORTING = "importing"
    DONE = "done"
    STOPPED = "stopped"  # what was written stays
    REFUSED = "refused"  # not such a file at all


IMPORT_MOVES = {
    ImportStatus.CHECKING: {ImportStatus.CHECKED, ImportStatus.REFUSED, ImportStatus.STOPPED},
    ImportStatus.CHECKED: {ImportStatus.IMPORTING, ImportStatus.STOPPED},
    ImportStatus.IMPORTING: {ImportStatus.DONE, ImportStatus.STOPPED},
}


class StockImport(SQLModel, table=True):
    """A file of blank cards on its way into stock, and how far it is."""

    __tablename__ = "stock_import"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    file_name: str = Field(max_length=120)
    file_size: int = 0
    media: str = Field(default="", max_length=80)  # empty once it is over
    status: ImportStatus = Field(
        default=ImportStatus.CHECKING, sa_type=stored_by_value(ImportStatus), index=True
    )
    user_id: int | None = Field(default=None, index=True)
    unit_id: int | None = None  # None: into every store
    actor: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    lines: int = 0  # counted while checking
    good: int = 0
    known: int = 0  # in this store already: left out, harmless
    wrong: int = 0
    problems: list[list[str]] = Field(default_factory=list, sa_type=sa.JSON)  # line, typed, why
    refusal: str = Field(default="", max_length=200)
    written: int = 0  # lines that the import is through with
    added: int = 0

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id

    def move_to(self, status: ImportStatus) -> None:
        """Raises ForbiddenMove unless IMPORT_MOVES lists the move."""
        if status not in IMPORT_MOVES.get(self.status, ()):
            raise ForbiddenMove(details={"was": self.status.value, "asked": status.value})
        self.status = status
