"""One service as the model means it: frozen types, and how they are built from the validated model."""
