"""What comes in and what goes out, the same for every chat platform: messages, clicks, shared files, replies."""
