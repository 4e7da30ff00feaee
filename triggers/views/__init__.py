"""The pages of reports: outside, inside, their status, and triage."""
