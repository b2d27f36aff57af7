import collections
from sqlalchemy import event
from tests.sandbox.flows import *
from advisor.sandbox.trade.tables import *
from tests.sandbox.making import customer

def test_it(books):
    with books.session() as s:
        p = stocked(s, a=4, b=5, c=6)
        c = customer(s, term="NET30").id
    seen=[]
    @event.listens_for(books.engine,"before_cursor_execute")
    def f(conn,cur,stmt,params,ctx,many): seen.append(stmt)
    order_to_cash(books, c, [(x, units(2)) for x in p.values()])
    event.remove(books.engine,"before_cursor_execute",f)
    print(len(seen))
    print(len(seen))
    with books.session(write=False) as s:
        from advisor.sandbox.trade import progress
        print(s.execute(select(Invoice.number, progress.invoice_state(), Invoice.gross)).all(), s.execute(select(Order.number, progress.sale_state())).all())
