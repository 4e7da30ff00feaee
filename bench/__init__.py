"""How fast the portal is, as ratios to plain anchors measured in the same run: `make bench`."""
