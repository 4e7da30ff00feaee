"""Groups that decide, their members, meetings and decisions, and the tasks they delegate."""
