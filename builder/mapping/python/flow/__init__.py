"""How a value travels: through names, parameters, calls, options and environment variables to the call that loads."""
