"""The rules of the lint, by subject. Each is pure: what there is to look at in, findings out."""
