"""What of plans and boards is drawn or printed."""
