"""Words for what the sandbox calls by short names: documents, states, transitions, roles, fields and choices.

A word for one document stands under `kind.name` where the general one does not fit.
"""

from __future__ import annotations

from advisor.errors import mark
from advisor.language import Words

GROUPS = {
    "customers": mark("Customers"),
    "pipeline": mark("Pipeline"),
    "marketing": mark("Marketing"),
    "service": mark("Customer service"),
    "sales": mark("Sales"),
    "purchasing": mark("Purchasing"),
    "stock": mark("Stock"),
    "production": mark("Production"),
    "finance": mark("Finance"),
    "people": mark("People"),
    "projects": mark("Projects"),
    "insight": mark("Insight"),
    "link": mark("Integration"),
    "setup": mark("Set-up"),
}
ROLES = {
    "sales": mark("Sales"),
    "purchasing": mark("Purchasing"),
    "warehouse": mark("Warehouse"),
    "production": mark("Production"),
    "accounting": mark("Accounting"),
    "people": mark("Personnel"),
    "marketing": mark("Marketing"),
    "service": mark("Customer service"),
    "manager": mark("Management"),
    "system": mark("Sandbox"),
}
KINDS = {
    "sale": mark("Sales order"),
    "requisition": mark("Purchase request"),
    "purchase": mark("Purchase order"),
    "shipment": mark("Delivery"),
    "receipt": mark("Goods receipt"),
    "invoice": mark("Invoice"),
    "bill": mark("Supplier bill"),
    "payment": mark("Payment"),
    "entry": mark("Journal entry"),
    "period": mark("Period"),
    "count": mark("Stock count"),
    "transfer": mark("Stock transfer"),
    "work_order": mark("Work order"),
    "inspection": mark("Inspection"),
    "maintenance": mark("Maintenance order"),
    "employee": mark("Employee"),
    "absence": mark("Absence"),
    "payroll": mark("Payroll run"),
    "project": mark("Project"),
    "task": mark("Task"),
    "asset": mark("Asset"),
    "expense": mark("Expense claim"),
    "party": mark("Business partner"),
    "product": mark("Product"),
    "account": mark("Ledger account"),
    "company": mark("Company"),
    "trial": mark("Sandbox"),
    "location": mark("Place"),
    "cost_centre": mark("Cost centre"),
    "approval": mark("Approval"),
    "bom": mark("Bill of materials"),
    "work_centre": mark("Work centre"),
    "machine": mark("Machine"),
    "match": mark("Match"),
    "tax": mark("Tax"),
    "term": mark("Payment term"),
    "rate": mark("Exchange rate"),
    "budget": mark("Budget"),
    "opening": mark("Opening balance"),
    "year": mark("Year end"),
}
STATES = {
    "applicant": mark("Applicant"),
    "approved": mark("Approved"),
    "blocked": mark("Blocked"),
    "cancelled": mark("Cancelled"),
    "cleared": mark("Cleared"),
    "closed": mark("Closed"),
    "confirmed": mark("Confirmed"),
    "counting": mark("Counting"),
    "declined": mark("Declined"),
    "done": mark("Done"),
    "draft": mark("Draft"),
    "employed": mark("Employed"),
    "failed": mark("Failed"),
    "fulfilled": mark("Delivered"),
    "left": mark("Left"),
    "locked": mark("Locked"),
    "open": mark("Open"),
    "ordered": mark("Ordered"),
    "packed": mark("Packed"),
    "paid": mark("Paid"),
    "passed": mark("Passed"),
    "pending": mark("Pending"),
    "planned": mark("Planned"),
    "posted": mark("Posted"),
    "quoted": mark("Quoted"),
    "received": mark("Received"),
    "rejected": mark("Rejected"),
    "released": mark("Released"),
    "reserved": mark("Reserved"),
    "reversed": mark("Reversed"),
    "running": mark("Running"),
    "sent": mark("Sent"),
    "to_approve": mark("To be approved"),
    "waiting": mark("Waiting"),
    "overdue": mark("Overdue"),
    "due": mark("Due"),
    "partly": mark("In part"),
}
# What a state means at a glance; the word stands beside it always.
TONES = {
    "good": frozenset({
        "accepted", "approved", "cleared", "closed", "converted", "delivered", "done", "employed", "fulfilled",
        "paid", "passed", "published", "received", "solved", "won",
    }),
    "warn": frozenset({"blocked", "conflict", "due", "partly", "pending", "to_approve", "waiting"}),
    "bad": frozenset({"failed", "late", "overdue", "parked", "rejected"}),
    "past": frozenset({
        "cancelled", "declined", "dropped", "expired", "left", "locked", "lost", "refused", "replaced",
        "retired", "reversed",
    }),
    "going": frozenset({
        "confirmed", "counting", "in_progress", "in_repair", "ordered", "packed", "planned", "posted",
        "quoted", "released", "reserved", "running",
    }),
}  # fmt: skip
TRANSITIONS = {
    "approve": mark("Approve"),
    "bill": mark("Enter the bill"),
    "project.bill": mark("Invoice the work"),
    "cancel": mark("Cancel"),
    "change": mark("Change"),
    "clear": mark("Mark as cleared"),
    "close": mark("Close"),
    "compute": mark("Work out again"),
    "confirm": mark("Confirm the order"),
    "correct": mark("Correct"),
    "decline": mark("Decline"),
    "deliver": mark("Deliver to stock"),
    "dispose": mark("Dispose"),
    "fail": mark("Mark as failed"),
    "finish": mark("Finish"),
    "hire": mark("Hire"),
    "hold": mark("Put on hold"),
    "invoice": mark("Invoice"),
    "leave": mark("Let go"),
    "lock": mark("Lock for good"),
    "move": mark("Move the goods"),
    "order": mark("Order"),
    "pack": mark("Pack"),
    "pay": mark("Pay"),
    "pass": mark("Mark as passed"),
    "post": mark("Post"),
    "quote": mark("Make the quote"),
    "receive": mark("Receive the goods"),
    "reject": mark("Reject"),
    "release": mark("Release"),
    "shipment.release": mark("Release the reservation"),
    "reopen": mark("Open again"),
    "remove": mark("Remove"),
    "report": mark("Report work"),
    "repeat": mark("Inspect again"),
    "reserve": mark("Reserve the goods"),
    "revalue": mark("Revalue"),
    "reverse": mark("Reverse"),
    "revise": mark("Revise"),
    "send": mark("Send"),
    "shorten": mark("Close what is left"),
    "ship": mark("Ship the goods"),
    "start": mark("Start"),
    "submit": mark("Submit"),
}
# What is no step forward: never the coloured button of a page.
BACKWARD = frozenset(
    {"cancel", "correct", "decline", "dispose", "fail", "leave", "lock", "reject", "reopen", "repeat", "reverse"}
    | {"change", "compute", "hold", "remove", "shorten"}
    | {"revise", "revalue", "shipment.release"}
)
# What the history says that happened.
EVENTS = {
    "approve": mark("Approved"),
    "approved": mark("Approved"),
    "asked": mark("Approval asked for"),
    "bill": mark("Bill entered"),
    "cancel": mark("Cancelled"),
    "change": mark("Changed"),
    "clear": mark("Cleared"),
    "close": mark("Closed"),
    "compute": mark("Worked out"),
    "confirm": mark("Confirmed"),
    "correct": mark("Taken back for correction"),
    "create": mark("Created"),
    "day": mark("A new day"),
    "decline": mark("Declined"),
    "deliver": mark("Delivered to stock"),
    "dispose": mark("Disposed of"),
    "fail": mark("Failed"),
    "finish": mark("Finished"),
    "hire": mark("Hired"),
    "hold": mark("Put on hold"),
    "invoice": mark("Invoiced"),
    "leave": mark("Left"),
    "lock": mark("Locked"),
    "match": mark("Matched"),
    "move": mark("Moved"),
    "order": mark("Ordered"),
    "pack": mark("Packed"),
    "pass": mark("Passed"),
    "pay": mark("Paid"),
    "post": mark("Posted"),
    "quote": mark("Quoted"),
    "receive": mark("Received"),
    "reject": mark("Rejected"),
    "rejected": mark("Rejected"),
    "release": mark("Released"),
    "remind": mark("Reminder sent"),
    "remove": mark("Removed"),
    "reopen": mark("Opened again"),
    "repeat": mark("To be inspected again"),
    "report": mark("Work reported"),
    "reserve": mark("Goods reserved"),
    "revalue": mark("Revalued"),
    "reverse": mark("Reversed"),
    "revise": mark("Taken back for changes"),
    "send": mark("Sent"),
    "ship": mark("Shipped"),
    "shorten": mark("Rest closed"),
    "start": mark("Started"),
    "submit": mark("Submitted"),
    "unmatch": mark("Match undone"),
}
CHOICES = {
    "goods": mark("Goods"),
    "service": mark("Service"),
    "average": mark("Moving average"),
    "fifo": mark("First in, first out"),
    "standard": mark("Standard cost"),
    "buy": mark("Bought"),
    "make": mark("Made"),
    "exact": mark("Exactly what is needed"),
    "fixed": mark("A fixed lot"),
    "minimum": mark("At least a lot"),
    "multiple": mark("Multiples of a lot"),
    "in": mark("Received"),
    "out": mark("Paid out"),
    "bank": mark("Bank"),
    "cash": mark("Cash"),
    "asset": mark("Asset"),
    "liability": mark("Liability"),
    "equity": mark("Equity"),
    "income": mark("Income"),
    "expense": mark("Expense"),
    "warehouse": mark("Warehouse"),
    "supplier": mark("Supplier"),
    "customer": mark("Customer"),
    "production": mark("Production"),
    "lost": mark("Found and lost"),
    "desk": mark("Sales desk"),
    "shop": mark("Shop counter"),
    "web": mark("Web shop"),
    "SAL": mark("Sales"),
    "PUR": mark("Purchases"),
    "BNK": mark("Bank"),
    "STK": mark("Stock"),
    "GEN": mark("General"),
    "PAY": mark("Payroll"),
    "AST": mark("Assets"),
    "CLO": mark("Closing"),
    "0": "0",
    "1": "1",
    "2": "2",
    "3": "3",
}
# Usual labels of inputs, by their name.
FIELDS = {
    "account": mark("Ledger account"),
    "active": mark("In use"),
    "address": mark("Address"),
    "amount": mark("Amount"),
    "city": mark("City"),
    "code": mark("Code"),
    "cost": mark("Cost per unit"),
    "cost_centre": mark("Cost centre"),
    "country": mark("Country"),
    "credit_limit": mark("Credit limit"),
    "currency": mark("Currency"),
    "customer": mark("Customer"),
    "date": mark("Date"),
    "direction": mark("Direction"),
    "discount": mark("Discount, per cent"),
    "due": mark("Due"),
    "email": mark("E-mail"),
    "employee": mark("Employee"),
    "group": mark("Group"),
    "inspect": mark("Receipts are inspected"),
    "invoice": mark("Invoice"),
    "kind": mark("Kind"),
    "lead_days": mark("Lead time in days"),
    "lines": mark("Lines"),
    "location": mark("Place"),
    "lot_rule": mark("Lot rule"),
    "lot_size": mark("Lot size"),
    "method": mark("Method"),
    "name": mark("Name"),
    "needed": mark("Needed by"),
    "on": mark("Date"),
    "order": mark("Order"),
    "party": mark("Business partner"),
    "phone": mark("Telephone"),
    "places": mark("Decimals of a quantity"),
    "price": mark("Price per unit"),
    "product": mark("Product"),
    "project": mark("Project"),
    "promised": mark("Promised for"),
    "purchase_tax": mark("Tax when bought"),
    "quantity": mark("Quantity"),
    "reason": mark("Reason"),
    "reference": mark("Their reference"),
    "safety": mark("Safety stock"),
    "source": mark("Where from"),
    "supplier": mark("Supplier"),
    "target": mark("Where to"),
    "tax": mark("Tax"),
    "tax_number": mark("Tax number"),
    "term": mark("Payment term"),
    "text": mark("Text"),
    "to": mark("Until"),
    "unit": mark("Unit"),
    "valuation": mark("Valuation"),
    "wanted": mark("Wanted by"),
}


def kind(name: str, words: Words) -> str:
    return _word(KINDS, name, words)


def role(name: str, words: Words) -> str:
    return _word(ROLES, name, words)


def state(document: str, name: str, words: Words) -> str:
    return _of(STATES, document, name, words)


def transition(document: str, name: str, words: Words) -> str:
    return _of(TRANSITIONS, document, name, words)


def event(document: str, name: str, words: Words) -> str:
    """What a line of the history says."""
    return _of(EVENTS, document, name, words)


def choice(name: str, words: Words, of: str = "") -> str:
    """`of` is the input that is chosen, where the word depends on it."""
    return _of(CHOICES, of, name, words)


def source(name: str, words: Words) -> str:
    """Where somebody came from, which may be anything: the usual ways have words."""
    found = CHOICES.get(f"source.{name}")
    return words(found) if found else name


def field(name: str, words: Words) -> str:
    return _word(FIELDS, name, words)


def tone(name: str) -> str:
    """good, warn, bad, past, going, or plain."""
    return next((tone for tone, names in TONES.items() if name in names), "plain")


def _of(table: dict[str, str], document: str, name: str, words: Words) -> str:
    return _word(table, f"{document}.{name}" if f"{document}.{name}" in table else name, words)


def _word(table: dict[str, str], name: str, words: Words) -> str:
    """Its word; what has none yet is shown by its short name, in readable form."""
    found = table.get(name)
    return words(found) if found else name.rpartition(".")[2].replace("_", " ").capitalize()
