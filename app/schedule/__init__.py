"""What wakes the office: it never decides what is due; rows do."""
