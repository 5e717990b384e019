"""People: who may come in (users, companies, customers, keys) and what each may do (roles → scopes)."""
