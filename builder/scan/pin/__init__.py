"""`peatmoss pin`: a patch that gives the models of a repository their commits, and a lock for those that cannot be."""
