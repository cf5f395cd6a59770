"""Codec: what is on disk. Bytes to arrays and back, one format per structure.

A segment is one immutable file of named arrays (`segment`), each with a CRC-32C that is checked when the array is
first asked for; the file is mapped, and nothing is decoded when it is opened. What the arrays mean is said by one
module per structure, each with a writer and a reader:

    string_lists              lists of strings without what each shares with the one before
    postings/                 sorted term dictionaries; blocks of 128 documents and frequencies with impacts; positions
                              and offsets; small counts with a few large ones among them
    columns/                  doc values: numbers, ordinals into the sorted terms, vectors; field lengths in one byte,
                              as Lucene encodes them; sequence numbers, primary terms, versions
    stored/                   stored JSON in compressed frames
    ids                       ids with a hash table
    bitmap, live_docs         sets of documents; which documents are not deleted, a small file per commit generation
    commit                    the JSON manifest that says which segments make up a shard

A document's way in: `segment_writer.write_segment` takes `field_values.SegmentData`; `field_writer` writes one field
after the other; `postings/inversion` turns tokens into postings with a counting sort; `postings/postings_writer` packs
them.

`memory_segment` makes a segment that is no file of the same structures, for documents that are searched once.

A way out: `segment_reader.SegmentReader` opens a file and hands out `TermsReader`, `NumericColumn`, `OrdinalColumn`,
`IdReader` and `SourceReader`, each opened when first asked for, all of them safe to share between threads. Kernels
take their arrays as they are.

Merging: `merge.merge_segments` copies and renumbers what is there (`field_merge`, `postings/postings_merge`) without
analysing anything again, and leaves deleted documents out; the result is what writing the remaining documents afresh
would give. Only sources are packed anew, once (`stored/source_merge`), because what comes in is packed in a hurry.

What costs nothing is not stored: what follows from another array, what is the same for all, bitmaps of everything.
`segment.FORMAT` numbers the layout; a file of another format is refused by its number. tests/formats keeps one of each.

Damage: whatever does not match its checksum raises CorruptIndexError, which names the file and the offset.

Not here: which segments exist and when they are made or merged (`findling.index`), analysis, queries.
"""
