"""What is pure in the seven stages: their place in the circle, and a plan's frozen content."""
