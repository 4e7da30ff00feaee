"""The demonstration: made-up people and a whole main journey, played by the real functions."""
