"""The shelf of models: found, brought, imported, converted, renamed, removed, loaded."""
