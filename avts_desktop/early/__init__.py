"""What must be settled before Qt starts, and what catches unexpected errors."""
