"""What may be done, and which role may do it. Deny by default: no row, no right."""

from enum import StrEnum

from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed


class Permission(StrEnum):
    """`feature:action`. What needs no permission is declared `@public` instead."""

    ACCOUNT_OWN = "accounts:own"  # one's own profile, inbox and orders
    CONSOLE_ENTER = "console:enter"
    STAFF_MANAGE = "accounts:staff"
    ORDERS_LOOKUP = "orders:lookup"
    ORDERS_CANCEL = "orders:cancel"
    ORDERS_SEE_PERSON = "orders:see-person"  # unmasked personal data
    PAYMENTS_REFUND = "payments:refund"
    EVIDENCE_SEE = "ekyc:see"
    CALLS_TAKE = "calls:take"
    CALLS_WATCH = "calls:watch"
    RECORDINGS_SEE = "recordings:see"  # of one's region or case; an agent: of what is asked of them
    HOURS_MANAGE = "hours:manage"  # opening hours and holidays of teams
    EVIDENCE_EXPORT = "evidence:export"  # the whole bundle of a case
    EVIDENCE_KEEP = "evidence:keep"  # legal hold, retention, erasure; shows nobody's papers
    CONTRACTS_SEE = "contracts:see"
    ACTIVATION_DECIDE = "activation:decide"
    AUDIT_READ = "audit:read"
    JOBS_MANAGE = "jobs:manage"
    HEALTH_READ = "health:read"
    NUMBERS_MANAGE = "numbers:manage"
    PLANS_MANAGE = "plans:manage"
    SWITCHES_MANAGE = "switches:manage"
    DISPATCH_RULES = "dispatch:rules"  # see and change them, replay
    DISPATCH_REROUTE = "dispatch:reroute"
    STORES_MANAGE = "stores:manage"
    STOCK_MANAGE = "stores:stock"  # blank SIMs: import, count, write off
    CARRIERS_MANAGE = "carriers:manage"
    DELIVERY_FULFIL = "delivery:fulfil"  # confirm, pack, hand over
    DELIVERY_PARKED = "delivery:parked"  # carriers' notices that wait for a person
    DELIVERY_STORE = "delivery:store"  # pick-ups of one's own store
    CASH_MANAGE = "delivery:cash"  # COD collected and remitted
    CASH_REFUND = "delivery:cash-refund"  # pay cash back to customers


P = Permission
ROLES: dict[Role, frozenset[Permission]] = {
    Role.CUSTOMER: frozenset({P.ACCOUNT_OWN}),
    Role.VIDEO_AGENT: frozenset(
        {P.CONSOLE_ENTER, P.CALLS_TAKE, P.EVIDENCE_SEE, P.RECORDINGS_SEE}
    ),
    Role.ACTIVATION_CLERK: frozenset(
        {
            P.CONSOLE_ENTER, P.ACTIVATION_DECIDE, P.EVIDENCE_SEE, P.CONTRACTS_SEE, P.ORDERS_LOOKUP,
            P.RECORDINGS_SEE,
        }
    ),
    Role.ORDER_CLERK: frozenset(
        {
            P.CONSOLE_ENTER, P.ORDERS_LOOKUP, P.ORDERS_CANCEL, P.DELIVERY_FULFIL, P.STOCK_MANAGE,
            P.CASH_REFUND,
            P.DELIVERY_PARKED,
        }
    ),
    Role.STORE_CLERK: frozenset({P.CONSOLE_ENTER, P.DELIVERY_STORE}),
    Role.MARKETING: frozenset({P.CONSOLE_ENTER, P.NUMBERS_MANAGE, P.PLANS_MANAGE}),
    Role.SUPERVISOR: frozenset(
        {
            P.CONSOLE_ENTER, P.ORDERS_LOOKUP, P.ORDERS_CANCEL, P.ORDERS_SEE_PERSON,
            P.PAYMENTS_REFUND, P.EVIDENCE_SEE, P.CONTRACTS_SEE, P.CALLS_WATCH, P.CALLS_TAKE,
            P.AUDIT_READ, P.HEALTH_READ, P.DISPATCH_RULES,
            P.DISPATCH_REROUTE, P.DELIVERY_FULFIL, P.DELIVERY_PARKED, P.CASH_MANAGE, P.STOCK_MANAGE,
            P.CASH_REFUND, P.RECORDINGS_SEE, P.HOURS_MANAGE, P.EVIDENCE_EXPORT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            P.CONSOLE_ENTER, P.STAFF_MANAGE, P.ORDERS_LOOKUP, P.AUDIT_READ, P.JOBS_MANAGE,
            P.HEALTH_READ, P.NUMBERS_MANAGE, P.PLANS_MANAGE, P.SWITCHES_MANAGE,
            P.DISPATCH_RULES, P.STORES_MANAGE, P.STOCK_MANAGE, P.CARRIERS_MANAGE, P.DELIVERY_PARKED,
            P.CASH_MANAGE, P.HOURS_MANAGE, P.EVIDENCE_KEEP,
        }
    ),
}  # fmt: skip


def permits(actor: Actor, permission: Permission) -> bool:
    return actor.role is not None and permission in ROLES[actor.role]


def require(actor: Actor, permission: Permission) -> None:
    """Raises NotAllowed. The first line of every service function that staff call."""
    if not permits(actor, permission):
        raise NotAllowed(details={"permission": permission.value, "actor": actor.label})
