"""Carriers and the rules by which one is chosen: data of the administrators, not code."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Carrier(SQLModel, table=True):
    """`provinces` empty: everywhere. The flat fees stand in when the carrier gives no quote."""

    __table_args__ = (
        sa.CheckConstraint("flat_fee >= 0 and max_cod >= 0 and max_weight_g > 0", name="sensible"),
    )

    code: str = Field(primary_key=True, max_length=16)  # "ghn": the adapter's name
    name: str = Field(max_length=64)
    is_on: bool = True
    rank: int = 0  # the first that fits is taken
    provinces: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # codes served
    excluded: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # codes not served
    max_cod: int = 5_000_000  # ₫
    max_weight_g: int = 20_000
    flat_fee: int = 30_000  # ₫
    flat_fees: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)  # province → ₫
    # where its shippers come to when nobody names a store
    pick_up_street: str = Field(default="", max_length=200)
    pick_up_ward: str = Field(default="", max_length=80)
    pick_up_district: str = Field(default="", max_length=80)
    pick_up_province: str = Field(default="", max_length=80)
    pick_up_phone: str = Field(default="", max_length=15)
