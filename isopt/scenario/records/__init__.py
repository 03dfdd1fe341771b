"""What a user may write: a record a kind of entry, every field with its manual."""
