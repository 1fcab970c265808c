"""Performers of effects: one blocking, one on asyncio. The only places where bytes meet sockets."""
