"""Python files that go into bundles as they are: light, of the standard library only."""
