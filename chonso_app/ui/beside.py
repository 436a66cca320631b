"""Scripts that lie beside the module that uses them, linked to where the front end is built."""

import sys
from pathlib import Path

from reflex import assets, constants
from reflex_base.environment import EnvironmentVariables


def beside(module: str, name: str) -> str:
    """What a component imports: `beside(__name__, "icons.jsx")`.

    As `rx.asset(name, shared=True)`, which finds out who asks by looking, for every frame of the
    stack, through every module: for forty scripts a third of a process's start.
    """
    source = Path(sys.modules[module].__file__ or "").with_name(name)
    folder = f"{constants.Dirs.EXTERNAL_APP_ASSETS}/{module.replace('.', '/')}"
    if not EnvironmentVariables.REFLEX_BACKEND_ONLY.get():
        built = Path.cwd() / constants.Dirs.APP_ASSETS / folder
        built.mkdir(parents=True, exist_ok=True)
        assets._link_shared_asset(built / name, source)
    return "$/public" + assets._versioned_asset_path(f"/{folder}/{name}", source)
