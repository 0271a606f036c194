"""The sections of a prompt, one function each: `Brief` in, Markdown without the heading out; empty where "
"none is needed."""
