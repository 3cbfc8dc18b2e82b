"""One file's scopes and facts, and which file of a repository a module's name means."""
