"""What the product is measured by: conversations and lists that nobody tunes against, scored by running it."""
