"""The sandbox: a small working CRM/ERP in which a recommendation can be tried.

One trial is one database of its own (`core.store`). Everything a user, a program or a scenario does goes through the
verbs (`verbs`), which call functions that take the session first. Imports point down: trials, verbs, insight,
plan | people, trade, stock, ledger, core.
"""
