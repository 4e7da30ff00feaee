"""Files from people nobody knows: what they really are, cleaned, scanned, stored, given out."""
