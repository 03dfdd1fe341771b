"""How it is solved: the solver behind one door, certified bounds, diagnosis."""
