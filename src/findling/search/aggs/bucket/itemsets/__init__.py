"""frequent_item_sets: values of fields that stand together in many documents."""
