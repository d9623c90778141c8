"""Make a bare system ready, with the standard library only: packages, Python, Node, the page."""
