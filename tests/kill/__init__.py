"""Processes are killed and stopped in the middle of real conversations; afterwards the books must balance."""
