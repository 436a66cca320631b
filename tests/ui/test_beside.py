"""Scripts beside a module have the addresses that Reflex would give them."""

from chonso_app.ui import icons
from chonso_app.ui.beside import beside


def test_a_script_has_the_address_that_reflex_gives_it() -> None:
    asked = compile('rx.asset("icons.jsx", shared=True)', icons.__file__, "eval")
    assert beside(icons.__name__, "icons.jsx") == "$/public" + eval(asked, icons.__dict__)
