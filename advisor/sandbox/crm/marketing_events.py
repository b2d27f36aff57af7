"""Events with invited guests: who came, and what follows."""
