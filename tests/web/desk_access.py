"""Who may use each route of the desk: (method, path template) to the least role, or `public` when nobody need be signed
in, `entered` when the password is enough (the second factor may be open), `passed` when only its set-up may be open.

A route that is missing here fails a test.
"""

from __future__ import annotations

PUBLIC, ENTERED, PASSED = "public", "entered", "passed"
VIEWER, CONSULTANT, OWNER = "viewer", "consultant", "owner"

ENTRY: dict[tuple[str, str], str] = {
    ("GET", "/desk/sign-in"): PUBLIC,
    ("POST", "/desk/sign-in"): PUBLIC,
    ("GET", "/desk/first-run"): PUBLIC,
    ("POST", "/desk/first-run"): PUBLIC,
    ("GET", "/desk/join/{token}"): PUBLIC,
    ("POST", "/desk/join/{token}"): PUBLIC,
    ("GET", "/desk/forgotten"): PUBLIC,
    ("POST", "/desk/forgotten"): PUBLIC,
    ("GET", "/desk/reset/{token}"): PUBLIC,
    ("POST", "/desk/reset/{token}"): PUBLIC,
    ("GET", "/desk/second"): ENTERED,
    ("POST", "/desk/second"): ENTERED,
    ("POST", "/desk/sign-out"): ENTERED,
}
ACCOUNT: dict[tuple[str, str], str] = {
    ("GET", "/desk/account"): VIEWER,
    ("POST", "/desk/account/profile"): VIEWER,
    ("POST", "/desk/account/password"): VIEWER,
    ("GET", "/desk/account/second"): PASSED,
    ("POST", "/desk/account/second"): PASSED,
    ("POST", "/desk/account/second/codes"): VIEWER,
    ("POST", "/desk/account/second/off"): VIEWER,
    ("POST", "/desk/account/sessions/{number}/end"): VIEWER,
    ("POST", "/desk/account/sessions/end-others"): VIEWER,
}
ORGANISATION: dict[tuple[str, str], str] = {
    ("GET", "/desk/organisation"): OWNER,
    ("POST", "/desk/organisation"): OWNER,
    ("GET", "/desk/organisation/logo"): VIEWER,
    ("GET", "/desk/organisation/members"): OWNER,
    ("GET", "/desk/organisation/members/{number}"): OWNER,
    ("POST", "/desk/organisation/members/{number}/role"): OWNER,
    ("POST", "/desk/organisation/members/{number}/second-off"): OWNER,
    ("POST", "/desk/organisation/members/{number}/remove"): OWNER,
    ("POST", "/desk/organisation/invitations"): OWNER,
    ("POST", "/desk/organisation/invitations/{number}/withdraw"): OWNER,
    ("POST", "/desk/organisation/second"): OWNER,
    ("GET", "/desk/organisation/audit"): OWNER,
    ("GET", "/desk/organisation/audit.csv"): OWNER,
    ("GET", "/desk/organisation/audit.json"): OWNER,
}
# Clients, cases, voices, remarks.
CASES: dict[tuple[str, str], str] = {
    ("GET", "/desk"): VIEWER,
    ("POST", "/desk/clients"): CONSULTANT,
    ("GET", "/desk/clients/{number}"): VIEWER,
    ("POST", "/desk/clients/{number}"): CONSULTANT,
    ("POST", "/desk/clients/{number}/move"): CONSULTANT,
    ("POST", "/desk/clients/{number}/delete"): CONSULTANT,
    ("POST", "/desk/clients/{number}/cases"): CONSULTANT,
    ("GET", "/desk/trash"): VIEWER,
    ("GET", "/desk/cases/{number}"): VIEWER,
    ("POST", "/desk/cases/{number}"): CONSULTANT,
    ("POST", "/desk/cases/{number}/answer"): CONSULTANT,
    ("POST", "/desk/cases/{number}/conclude"): CONSULTANT,
    ("POST", "/desk/cases/{number}/issue"): CONSULTANT,
    ("POST", "/desk/cases/{number}/reopen"): CONSULTANT,
    ("POST", "/desk/cases/{number}/copy"): CONSULTANT,
    ("POST", "/desk/cases/{number}/sandbox"): CONSULTANT,
    ("POST", "/desk/cases/{number}/move"): CONSULTANT,
    ("POST", "/desk/cases/{number}/delete"): CONSULTANT,
    ("GET", "/desk/cases/{number}/voices"): VIEWER,
    ("POST", "/desk/cases/{number}/voices"): CONSULTANT,
    ("POST", "/desk/cases/{number}/voices/{voice}/link"): CONSULTANT,
    ("POST", "/desk/cases/{number}/voices/{voice}/weight"): CONSULTANT,
    ("POST", "/desk/cases/{number}/voices/{voice}/withdraw"): CONSULTANT,
    ("POST", "/desk/cases/{number}/rule"): CONSULTANT,
    ("GET", "/desk/cases/{number}/result"): VIEWER,
    ("GET", "/desk/cases/{number}/trace"): VIEWER,
    ("GET", "/desk/cases/{number}/result.json"): VIEWER,
    ("GET", "/desk/cases/{number}/result/today"): VIEWER,
    ("POST", "/desk/cases/{number}/remarks"): CONSULTANT,
    ("POST", "/desk/cases/{number}/remarks/{remark}/done"): CONSULTANT,
    ("POST", "/desk/cases/{number}/remarks/{remark}/delete"): CONSULTANT,
    ("GET", "/desk/news"): VIEWER,
    ("POST", "/desk/news"): VIEWER,
}
# Weights, overrides, differences, comparisons, exchange, reports.
JUDGING: dict[tuple[str, str], str] = {
    ("GET", "/desk/cases/{number}/differences"): VIEWER,
    ("GET", "/desk/cases/{number}/weights"): VIEWER,
    ("POST", "/desk/cases/{number}/weights"): CONSULTANT,
    ("POST", "/desk/cases/{number}/weights/preview"): CONSULTANT,
    ("POST", "/desk/cases/{number}/weights/roles"): CONSULTANT,
    ("POST", "/desk/cases/{number}/weights/remove"): CONSULTANT,
    ("GET", "/desk/cases/{number}/overrides"): VIEWER,
    ("POST", "/desk/cases/{number}/overrides"): CONSULTANT,
    ("POST", "/desk/cases/{number}/overrides/back"): CONSULTANT,
    ("GET", "/desk/export"): CONSULTANT,
    ("GET", "/desk/export/cases.{ending}"): CONSULTANT,
    ("GET", "/desk/clients/{number}/archive"): CONSULTANT,
    ("GET", "/desk/import"): CONSULTANT,
    ("POST", "/desk/import"): CONSULTANT,
    ("POST", "/desk/import/{number}"): CONSULTANT,
    ("GET", "/desk/compare"): VIEWER,
    ("GET", "/desk/cases/{number}/reports"): VIEWER,
    ("GET", "/desk/cases/{number}/reports/part"): VIEWER,
    ("POST", "/desk/cases/{number}/reports"): CONSULTANT,
    ("POST", "/desk/cases/{number}/reports/{job}/cancel"): CONSULTANT,
    ("POST", "/desk/cases/{number}/reports/{job}/delete"): CONSULTANT,
    ("GET", "/desk/cases/{number}/reports/{job}/{file}"): VIEWER,
}
MANY: dict[tuple[str, str], str] = {
    ("GET", "/desk/portfolio"): VIEWER,
    ("GET", "/desk/portfolio/part"): VIEWER,
    ("GET", "/desk/portfolio/template.csv"): VIEWER,
    ("POST", "/desk/portfolio"): CONSULTANT,
    ("POST", "/desk/portfolio/{job}/cancel"): CONSULTANT,
    ("POST", "/desk/portfolio/{job}/delete"): CONSULTANT,
    ("GET", "/desk/portfolio/{job}/{file}"): VIEWER,
    ("POST", "/desk/cases/{number}/voices/several"): CONSULTANT,
    ("POST", "/desk/cases/{number}/voices/remind"): CONSULTANT,
}
ACCESS = ENTRY | ACCOUNT | ORGANISATION | CASES | JUDGING | MANY
# What stands for the names in a path: ids that no row has.
FILLED = {"token": "x" * 20, "ending": "csv", "file": "1"}
