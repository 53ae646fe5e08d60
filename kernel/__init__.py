"""Values and mechanisms that know no service, no provider and no Flask."""
