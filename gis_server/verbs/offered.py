"""Whether a layer has a general ability: the one check that every verb makes."""

from collections.abc import Mapping

from layers.core.errors import not_offered
from layers.core.layer import Computed, Layer, offers
from layers.core.source import Verb
from layers.family import Maker

Makers = Mapping[str, Maker]
"""Makers of layers without a table, by `family/maker`."""


def maker_of(layer: Layer, makers: Makers) -> Maker | None:
    """Return the maker of a layer without a table; None of one over a table, or where its family has none such."""
    if not isinstance(layer.source, Computed):
        return None
    return makers.get(f"{layer.family}/{layer.source.maker}")


def offered(layer: Layer, makers: Makers) -> tuple[Verb, ...]:
    """Return the abilities that a layer has."""
    maker = maker_of(layer, makers)
    return offers(layer) if maker is None else maker.offers()


def check_offered(layer: Layer, verb: Verb, makers: Makers) -> None:
    """Refuse a verb that the layer does not have.

    Raises:
        NotOfferedError: it does not; what it has is named.
    """
    known = offered(layer, makers)
    if verb not in known:
        raise not_offered(layer.id, verb, known)
