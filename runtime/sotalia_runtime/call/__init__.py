"""One call as a flow, and what belongs to it: hooks, wire logging, the request form."""
