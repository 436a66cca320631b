"""Prints the matrix as the code has it: `python -m tests.gate.matrix > tests/gate/matrix.txt`.

One line per handler and route, one column per principal: `+` may call, `L` is sent to log in,
`-` is refused. Read the difference before committing it: it is the list of who gained what.
"""

import os

os.environ.setdefault("CHONSO_DEMO", "1")

from chonso_app.core.actors import Actor, Role
from chonso_app.ui.access import Rule, Verdict, app_handlers, rule_of, verdict

PRINCIPALS: list[Role | None] = [None, *Role]
_SIGNS = {Verdict.ALLOW: "+", Verdict.LOG_IN: "L", Verdict.REFUSE: "-"}


def current() -> list[str]:
    from chonso_app import chonso_app

    rules: dict[str, Rule | None] = {
        f"event {_short(name)}": rule_of(entry) for name, entry in app_handlers()
    }
    for route in chonso_app.ROUTES:
        methods = ",".join(sorted(set(getattr(route, "methods", None) or {"WS"}) - {"HEAD"}))
        path = getattr(route, "path", "?")
        rules[f"route {methods} {path}"] = getattr(route, "__access__", None)
    heading = "# anonymous " + " ".join(role.value for role in Role)
    return [heading, *(_line(name, rules[name]) for name in sorted(rules))]


def _line(name: str, rule: Rule | None) -> str:
    cells = [_SIGNS[verdict(rule, Actor(user_id=1, role=role))] for role in PRINCIPALS]
    return f"{''.join(cells)}  {getattr(rule, 'value', rule)!s:22} {name}"


def _short(name: str) -> str:
    """`reflex___state____state.chonso_app___holds___state____holds_state.place` → the tail."""
    state, _, handler = name.rpartition(".")
    return f"{state.rpartition('.')[2].removeprefix('chonso_app___')}.{handler}"


if __name__ == "__main__":
    print("\n".join(current()))
