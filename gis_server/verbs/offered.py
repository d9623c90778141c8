"""Whether a layer has a general ability: the one check that every verb makes."""

from layers.core.errors import not_offered
from layers.core.layer import Layer
from layers.core.source import Verb
from layers.registry import Registry


def check_offered(registry: Registry, layer: Layer, verb: Verb) -> None:
    """Refuse a verb that the layer does not have.

    Raises:
        NotOfferedError: it does not; what it has is named.
    """
    known = registry.offers(layer)
    if verb not in known:
        raise not_offered(layer.id, verb, known)
