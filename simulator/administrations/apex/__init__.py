"""APEX-Mali: certificates of origin, in the GovStack Registration shape."""
