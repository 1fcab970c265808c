"""How requests prove who sent them; pure functions of request, credentials and time."""
