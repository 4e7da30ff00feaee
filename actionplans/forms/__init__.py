"""What is asked about plans and by boards: shape and wording."""
