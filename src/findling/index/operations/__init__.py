"""Operations on documents: what is logged and applied, versions, sequence numbers, the plan of a batch."""
