"""The append-only record of who did what, when, by which right and why.

Callers use ``carp.audit.trail.record``; nothing else may write here.
"""
