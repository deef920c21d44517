"""What the API plugs into the house."""
