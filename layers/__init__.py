"""Everything on the map is a layer: what layers are, how rows come in, and one package for each family of them."""
