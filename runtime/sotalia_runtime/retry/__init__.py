"""When a call is tried again, how long it waits before, and when it gives up."""
