"""What the Step through page is made of: its edits, their history and link, and the runs they lead to."""
