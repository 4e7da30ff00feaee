"""What is asked about reports: outside, inside, in triage and by boards."""
