"""Discord: slash commands, threads, buttons and modals. Not the library: that is `discord`, imported absolutely."""
