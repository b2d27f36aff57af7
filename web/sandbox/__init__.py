"""The sandbox as people see it: lists, documents, forms and pages of a trial, made from declarations."""
