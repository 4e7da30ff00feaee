"""Addresses of plans and of boards."""
