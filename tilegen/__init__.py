"""How a layer becomes bytes: tiles built ahead, live tiles, complete tiles, hexagons."""
