"""`gis-server layers`: what is served, where it is declared, and what was set aside with its reason."""

from gis_server.commands.shared import connecting
from gis_server.say import pick, say
from gis_server.settings import Settings
from layers.core.model import text
from layers.registry import code_registry, full_registry


def layers() -> None:
    """List the layers with the place of their declaration, and those that are set aside with the reason."""
    with connecting() as connect, connect() as connection:
        registry = full_registry(connection, code_registry(Settings().layer_paths))
    width = max(map(len, registry.layers), default=0)
    for key in sorted(registry.layers):
        say(text(*(f"{key:<{width}}  {pick(registry.layers[key].title)}  ({registry.origins[key]})",) * 2))
    for one in registry.set_aside:
        head = text(f"{one.id} ({one.origin}): bị gác lại.", f"{one.id} ({one.origin}): set aside.")
        say(text(f"{head.vi} {one.reason.vi}", f"{head.en} {one.reason.en}"), "yellow")
