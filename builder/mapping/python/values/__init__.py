"""What an expression can stand for, and what the evaluator is asked (interface.py): no rule of any library."""
