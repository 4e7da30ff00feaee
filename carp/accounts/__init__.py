"""People, what they may do, and the organisations they come from."""
